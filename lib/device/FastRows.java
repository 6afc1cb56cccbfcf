package device;

import capture.CaptureChunk;
import java.util.Arrays;

/**
 * The fast way from a body to a row: flat JSON objects of plain texts and numbers, compared with a body of the same
 * layout that was seen before. What is not like that it leaves alone, for {@link Readings}. For one thread.
 */
final class FastRows {
  private static final int MOST_TEMPLATES = 8;

  private final String deviceField;
  private final boolean spreadsheetSafe;
  private final Template[] templates = new Template[MOST_TEMPLATES];
  private int count;
  private int misses;

  /** Null where the options leave nothing to the fast way. */
  static FastRows of(ReadOptions options) {
    return options.general() || options.by().kind() != DeviceKey.Kind.FIELD
        || options.format() != ReadOptions.Format.CSV ? null : new FastRows(options);
  }

  private FastRows(ReadOptions options) {
    this.deviceField = options.by().name();
    this.spreadsheetSafe = options.spreadsheetSafe();
  }

  /** Adds the row of an event; false, and nothing added, if it is not for the fast way. */
  boolean add(CaptureChunk chunk, int event, Rows rows, DeviceTable devices) {
    byte[] b = chunk.bytes();
    int from = chunk.bodyStart();
    int to = chunk.bodyEnd();
    // At worst each cell gets two quotes, and takes a brace, a quote or a comma for them.
    rows.reserve((to - from) * 2 + 8);
    for (int i = 0; i < count; i++) {
      Template t = templates[i];
      if (t.add(b, from, to, event, rows, devices, spreadsheetSafe)) {
        if (i > 0) {
          templates[i] = templates[i - 1];
          templates[i - 1] = t; // those that are met often come first
        }
        return true;
      }
    }
    Template learned = learn(Arrays.copyOfRange(b, from, to));
    return learned != null && learned.add(b, from, to, event, rows, devices, spreadsheetSafe);
  }

  /** Bodies that are never alike are not worth being learned one by one for ever. */
  private Template learn(byte[] body) {
    if (misses > 1 << 10 && (misses++ & 63) != 0) {
      return null;
    }
    misses++;
    Template learned = Template.of(body, deviceField);
    if (learned != null) {
      count = Math.min(count + 1, MOST_TEMPLATES);
      templates[count - 1] = learned;
    }
    return learned;
  }
}
