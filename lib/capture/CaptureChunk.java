package capture;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Some whole events of a capture file as the bytes they are, with where each body lies: the fast way beside {@link
 * CaptureFile}, without a copy and without Avro's classes. Filled by {@link CaptureChunks}; reused. For one thread at a
 * time.
 */
public final class CaptureChunk {
  private static final byte[] TIME_KEY = CaptureSchema.ENQUEUED_TIME.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int MOST_ITEMS = 1 << 16;
  private static final int LONGEST_PLAIN = 1 << 24;

  /** What the chunk was made of; the events' bytes are in {@link #bytes}. */
  byte[] raw = new byte[1 << 20];
  int rawSize;
  /** Blocks that are still to be inflated: start, length and number of records of each. */
  int[] packed = new int[48];
  int packedCount;
  long inputBytes;
  boolean last;
  boolean withNull;
  String schema;

  private byte[] plain = new byte[0];
  private byte[] bytes = raw;
  private int count;
  private int[] starts = new int[1 << 12];
  private int[] bodyStarts = new int[1 << 12];
  private int[] bodyEnds = new int[1 << 12];
  private long[] numbers = new long[1 << 12];
  private long[] millis = new long[1 << 12];
  private int end;
  private byte[] timeText = new byte[0];
  private long timeMillis;
  private EventDecoder decoder;

  /** How many events there are. */
  public int count() {
    return count;
  }

  /** The array that bodies lie in; others' bytes lie there, too. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where a body starts in {@link #bytes}. */
  public int bodyStart(int event) {
    return bodyStarts[event];
  }

  /** Where a body ends in {@link #bytes}. */
  public int bodyEnd(int event) {
    return bodyEnds[event];
  }

  /** The sequence number of an event. */
  public long number(int event) {
    return numbers[event];
  }

  /** When an event was enqueued, in milliseconds since 1970. */
  public long millis(int event) {
    return millis[event];
  }

  /** Bytes of the file that were read for this chunk. */
  public long inputBytes() {
    return inputBytes;
  }

  /** Whether the file ends with this chunk. */
  public boolean isLast() {
    return last;
  }

  /** An event as a whole, read by the Avro library. */
  public CapturedEvent event(int event, CaptureName origin) throws IOException {
    if (decoder == null || !decoder.isOf(schema)) {
      decoder = new EventDecoder(schema);
    }
    return decoder.decode(bytes, starts[event], bodyEnds[event] - starts[event], origin);
  }

  /** Keeps only what is included; returns whether that is all. */
  public boolean retain(CaptureSelection selection) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (selection.includes(Instant.ofEpochMilli(millis[i]))) {
        starts[kept] = starts[i];
        bodyStarts[kept] = bodyStarts[i];
        bodyEnds[kept] = bodyEnds[i];
        numbers[kept] = numbers[i];
        millis[kept++] = millis[i];
      }
    }
    boolean all = kept == count;
    count = kept;
    return all;
  }

  void clear() {
    rawSize = 0;
    packedCount = 0;
    inputBytes = 0;
    last = false;
    count = 0;
    bytes = raw;
  }

  /** Makes room for so many more raw bytes. */
  void reserve(int more) {
    if (raw.length - rawSize < more) {
      raw = Arrays.copyOf(raw, Math.max(raw.length * 2, rawSize + more));
    }
    bytes = raw;
  }

  void addPacked(int start, int length, int records) {
    if (packedCount * 3 == packed.length) {
      packed = Arrays.copyOf(packed, packed.length * 2);
    }
    packed[packedCount * 3] = start;
    packed[packedCount * 3 + 1] = length;
    packed[packedCount++ * 3 + 2] = records;
  }

  /**
   * Does what the thread that filled the chunk left to the one that uses it: inflates and looks for events. To be called
   * once after each filling, before anything else.
   *
   * @return false if there is something the fast way does not know; then nothing of the file can be relied on
   */
  public boolean unpack() {
    if (packedCount == 0) {
      return true;
    }
    Inflater inflater = new Inflater(true);
    try {
      int size = 0;
      for (int i = 0; i < packedCount; i++) {
        int from = size;
        inflater.reset();
        inflater.setInput(raw, packed[i * 3], packed[i * 3 + 1]);
        size = inflate(inflater, size);
        packed[i * 3] = from;
        packed[i * 3 + 1] = size;
      }
      bytes = plain;
      for (int i = 0; i < packedCount; i++) {
        if (walk(packed[i * 3], packed[i * 3 + 1], packed[i * 3 + 2]) != packed[i * 3 + 2] || end != packed[i * 3 + 1]) {
          return false;
        }
      }
      return true;
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  private int inflate(Inflater inflater, int from) throws DataFormatException {
    int size = from;
    while (true) {
      if (size == plain.length) {
        if (size >= LONGEST_PLAIN) {
          throw new DataFormatException();
        }
        plain = Arrays.copyOf(plain, Math.max(1 << 18, size * 2));
      }
      int n = inflater.inflate(plain, size, plain.length - size);
      size += n;
      if (inflater.finished() && inflater.getRemaining() == 0) {
        return size;
      }
      if (inflater.finished() || n == 0 && size < plain.length) {
        throw new DataFormatException();
      }
    }
  }

  /** Where the events end that the last walk found. */
  int end() {
    return end;
  }

  /**
   * Finds events.
   *
   * @param limit where the bytes end; an event that goes beyond is not counted
   * @return how many were found, at most so many as wanted; below 0 if something is not known
   */
  int walk(int from, int limit, long wanted) {
    byte[] b = bytes;
    end = from;
    int found = 0;
    for (; found < wanted; found++) {
      int p = skipNumber(b, end, limit);
      if (p < 0) {
        return p == SHORT ? found : p;
      }
      if (count == starts.length) {
        grow();
      }
      numbers[count] = number(b, end, p);
      starts[count] = end;
      p = walkRest(b, p, limit);
      if (p < 0) {
        return p == SHORT ? found : p;
      }
      count++;
      end = p;
    }
    return found;
  }

  private void grow() {
    starts = Arrays.copyOf(starts, count * 2);
    bodyStarts = Arrays.copyOf(bodyStarts, count * 2);
    bodyEnds = Arrays.copyOf(bodyEnds, count * 2);
    numbers = Arrays.copyOf(numbers, count * 2);
    millis = Arrays.copyOf(millis, count * 2);
  }

  /** What the methods below give instead of a position: the bytes end too early, or are not known. */
  private static final int SHORT = -1;
  private static final int UNKNOWN = -2;

  private int walkRest(byte[] b, int from, int limit) {
    int p = skipText(b, from, limit); // Offset
    if (p < 0) {
      return p;
    }
    int textEnd = skipText(b, p, limit); // EnqueuedTimeUtc
    if (textEnd < 0) {
      return textEnd;
    }
    millis[count] = Long.MIN_VALUE;
    int q = skipMap(b, textEnd, limit, 4, true); // SystemProperties
    q = q < 0 ? q : skipMap(b, q, limit, withNull ? 5 : 4, false); // Properties
    if (q < 0) {
      return q;
    }
    if (millis[count] == Long.MIN_VALUE && !readTime(b, p, textEnd)) {
      return UNKNOWN;
    }
    if (q >= limit) {
      return SHORT;
    }
    if (b[q] == 0) { // no body
      bodyStarts[count] = q + 1;
      bodyEnds[count] = q + 1;
      return q + 1;
    }
    if (b[q] != 2) {
      return UNKNOWN;
    }
    int body = skipText(b, q + 1, limit);
    if (body >= 0) {
      bodyStarts[count] = skipNumber(b, q + 1, limit);
      bodyEnds[count] = body;
    }
    return body;
  }

  private int skipMap(byte[] b, int from, int limit, int branches, boolean wantsTime) {
    int p = from;
    while (true) {
      int q = skipNumber(b, p, limit);
      if (q < 0) {
        return q;
      }
      long items = number(b, p, q);
      p = q;
      if (items == 0) {
        return p;
      }
      if (items < 0 || items > MOST_ITEMS) {
        return UNKNOWN;
      }
      for (; items > 0; items--) {
        int key = p;
        p = skipText(b, p, limit);
        if (p < 0) {
          return p;
        }
        int value = p;
        p = skipValue(b, p, limit, branches);
        if (p < 0) {
          return p;
        }
        if (wantsTime && value - key == TIME_KEY.length + 1
            && Arrays.equals(b, key + 1, value, TIME_KEY, 0, TIME_KEY.length)) {
          if (b[value] != 0 || millis[count] != Long.MIN_VALUE) {
            return UNKNOWN; // no number, or there twice
          }
          millis[count] = number(b, value + 1, p);
        }
      }
    }
  }

  /** A value of the union: long, double, string, bytes, null. */
  private static int skipValue(byte[] b, int p, int limit, int branches) {
    if (p >= limit) {
      return SHORT;
    }
    int branch = b[p];
    if ((branch & 1) != 0 || branch < 0 || branch >> 1 >= branches) {
      return UNKNOWN;
    }
    return switch (branch >> 1) {
      case 0 -> skipNumber(b, p + 1, limit);
      case 1 -> p + 9 > limit ? SHORT : p + 9;
      case 4 -> p + 1;
      default -> skipText(b, p + 1, limit);
    };
  }

  private static int skipNumber(byte[] b, int from, int limit) {
    int most = Math.min(limit, from + 10);
    for (int p = from; p < most; p++) {
      if (b[p] >= 0) {
        return p + 1;
      }
    }
    return most == limit ? SHORT : UNKNOWN;
  }

  private static int skipText(byte[] b, int from, int limit) {
    if (from >= limit) {
      return SHORT;
    }
    long length = b[from];
    int p = from + 1;
    if (length < 0) {
      p = skipNumber(b, from, limit);
      if (p < 0) {
        return p;
      }
      length = number(b, from, p);
    } else {
      length = length >>> 1 ^ -(length & 1);
    }
    if (length < 0 || length > Integer.MAX_VALUE >> 2) {
      return UNKNOWN;
    }
    return length > limit - p ? SHORT : p + (int) length;
  }

  /** The zig-zag coded number between two positions. */
  private static long number(byte[] b, int from, int to) {
    long n = 0;
    for (int p = to - 1; p >= from; p--) {
      n = n << 7 | b[p] & 0x7f;
    }
    return n >>> 1 ^ -(n & 1);
  }

  /** Reads EnqueuedTimeUtc, which mostly is the same as that of the event before. */
  private boolean readTime(byte[] b, int from, int to) {
    int start = skipNumber(b, from, to);
    if (!Arrays.equals(b, start, to, timeText, 0, timeText.length)) {
      byte[] text = Arrays.copyOfRange(b, start, to);
      try {
        timeMillis = CaptureSchema.parseTime(new String(text, java.nio.charset.StandardCharsets.UTF_8)).toEpochMilli();
      } catch (DateTimeException e) {
        return false;
      }
      timeText = text;
    }
    millis[count] = timeMillis;
    return true;
  }
}
