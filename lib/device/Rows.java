package device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows on their way from where events are read to the files they belong in: their lines, with their line ends, lie in
 * {@link #bytes} one after the other. Reused from unit to unit, since fresh memory is dear. For one thread at a time.
 */
final class Rows {
  byte[] bytes = new byte[1 << 16];
  int size;
  int count;
  /** Of each row: the place of its event in the unit. */
  int[] events = new int[1 << 10];
  /** Of each row: where its line ends, which is where the next one starts. */
  int[] ends = new int[1 << 10];
  Layout[] layouts = new Layout[1 << 10];
  /** Of each row: whose it is; null for what is rejected. */
  DeviceFile[] files = new DeviceFile[1 << 10];

  void clear() {
    size = 0;
    count = 0;
  }

  /** Makes room for so many more bytes. */
  void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }

  /** Adds a row of text; the file is null for what is rejected. */
  void add(int event, DeviceFile file, Layout layout, String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    reserve(text.length);
    System.arraycopy(text, 0, bytes, size, text.length);
    add(event, file, layout, size + text.length);
  }

  /** Adds a row whose line is in {@link #bytes} already, from {@link #size} on. */
  void add(int event, DeviceFile file, Layout layout, int end) {
    if (count == layouts.length) {
      events = Arrays.copyOf(events, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      layouts = Arrays.copyOf(layouts, count * 2);
      files = Arrays.copyOf(files, count * 2);
    }
    events[count] = event;
    ends[count] = end;
    layouts[count] = layout;
    files[count++] = file;
    size = end;
  }
}
