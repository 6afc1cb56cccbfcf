package capture;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One event as the bytes it is in a capture file of Event Hubs' own schema: where its parts lie, found without making
 * objects. Source: Avro 1.12 specification, "Binary Encoding". It judges nothing: what it does not know it says so of, and
 * the Avro library has the last word. For one thread.
 */
final class EventBytes {
  /** What {@link #find} gives where the bytes end within the event. */
  static final int SHORT = -1;
  /** What {@link #find} gives where something is not known. */
  static final int UNKNOWN = -2;

  private static final byte[] TIME_KEY = CaptureSchema.ENQUEUED_TIME.getBytes(StandardCharsets.US_ASCII);
  private static final long NO_TIME = Long.MIN_VALUE;
  private static final int MOST_ITEMS = 1 << 16;
  private static final int KEYS = 32;

  /** Whether the sender's own properties can be null, as since 2017. */
  private final boolean withNull;
  private final byte[][] keyBytes = new byte[KEYS][];
  private final String[] keys = new String[KEYS];
  private byte[] timeText = {};
  private long timeMillis;

  private byte[] bytes;
  private int offset;
  private int systemProperties;
  private int properties;
  private long sequenceNumber;
  private long enqueuedMillis;
  private int bodyStart;
  private int bodyEnd;

  EventBytes(boolean withNull) {
    this.withNull = withNull;
  }

  long sequenceNumber() {
    return sequenceNumber;
  }

  long enqueuedMillis() {
    return enqueuedMillis;
  }

  int bodyStart() {
    return bodyStart;
  }

  int bodyEnd() {
    return bodyEnd;
  }

  /** Takes up the event at a position; returns where it ends, or {@link #SHORT} or {@link #UNKNOWN}. */
  int find(byte[] b, int from, int limit) {
    int p = skipNumber(b, from, limit);
    if (p < 0) {
      return p;
    }
    bytes = b;
    sequenceNumber = number(b, from, p);
    if (sequenceNumber < 0) {
      return UNKNOWN;
    }
    offset = p;
    int time = skipText(b, p, limit);
    systemProperties = time < 0 ? time : skipText(b, time, limit);
    if (systemProperties < 0) {
      return systemProperties;
    }
    enqueuedMillis = NO_TIME;
    properties = findTime(b, systemProperties, limit);
    p = properties < 0 ? properties : skipMap(b, properties, limit, withNull ? 5 : 4);
    if (p < 0) {
      return p;
    }
    return enqueuedMillis == NO_TIME && !readTime(b, time, systemProperties) ? UNKNOWN : findBody(b, p, limit);
  }

  private int findBody(byte[] b, int p, int limit) {
    if (p >= limit) {
      return SHORT;
    }
    if (b[p] == 0) { // no body
      bodyStart = p + 1;
      bodyEnd = p + 1;
      return p + 1;
    }
    if (b[p] != 2) {
      return UNKNOWN;
    }
    bodyEnd = skipText(b, p + 1, limit);
    bodyStart = skipNumber(b, p + 1, limit);
    return bodyEnd;
  }

  /** Passes the system properties, of which it wants the enqueued time. */
  private int findTime(byte[] b, int from, int limit) {
    int p = skipNumber(b, from, limit);
    if (p < 0) {
      return p;
    }
    long items = number(b, from, p);
    if (items < 0 || items > MOST_ITEMS) {
      return UNKNOWN;
    }
    for (long i = items; i > 0; i--) {
      int key = p;
      int value = skipText(b, key, limit);
      p = value < 0 ? value : skipValue(b, value, limit, 4);
      if (p < 0) {
        return p;
      }
      if (isTimeKey(b, key, value)) {
        if (b[value] != 0 || enqueuedMillis != NO_TIME) {
          return UNKNOWN; // no number, or there twice
        }
        enqueuedMillis = number(b, value + 1, p);
      }
    }
    return items == 0 ? p : endOfMap(b, p, limit);
  }

  private static boolean isTimeKey(byte[] b, int from, int to) {
    return to - from == TIME_KEY.length + 1 && b[to - 1] == 'e' && Arrays.equals(b, from + 1, to, TIME_KEY, 0, TIME_KEY.length);
  }

  private static int skipMap(byte[] b, int from, int limit, int branches) {
    int p = skipNumber(b, from, limit);
    if (p < 0) {
      return p;
    }
    long items = number(b, from, p);
    if (items < 0 || items > MOST_ITEMS) {
      return UNKNOWN;
    }
    for (long i = items; i > 0; i--) {
      p = skipText(b, p, limit);
      p = p < 0 ? p : skipValue(b, p, limit, branches);
      if (p < 0) {
        return p;
      }
    }
    return items == 0 ? p : endOfMap(b, p, limit);
  }

  /** Maps could go on with more items; those of the service do not. */
  private static int endOfMap(byte[] b, int p, int limit) {
    return p >= limit ? SHORT : b[p] == 0 ? p + 1 : UNKNOWN;
  }

  /** A value of the union: long, double, string, bytes, null. */
  private static int skipValue(byte[] b, int p, int limit, int branches) {
    if (p >= limit) {
      return SHORT;
    }
    switch (b[p]) {
      case 0:
        return skipNumber(b, p + 1, limit);
      case 2:
        return p + 9 > limit ? SHORT : p + 9;
      case 4:
      case 6:
        return skipText(b, p + 1, limit);
      case 8:
        return branches > 4 ? p + 1 : UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  /** The position behind the number at a position; {@link #SHORT} or {@link #UNKNOWN} if there is none. */
  static int skipNumber(byte[] b, int from, int limit) {
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
    int length = b[from];
    if (length >= 0 && (length & 1) == 0) { // up to 63 bytes, as most
      int end = from + 1 + (length >> 1);
      return end > limit ? SHORT : end;
    }
    return skipLongText(b, from, limit);
  }

  private static int skipLongText(byte[] b, int from, int limit) {
    int p = skipNumber(b, from, limit);
    if (p < 0) {
      return p;
    }
    long length = number(b, from, p);
    if (length < 0 || length > CaptureChunks.LONGEST) {
      return UNKNOWN;
    }
    return length > limit - p ? SHORT : p + (int) length;
  }

  /** The zig-zag coded number between two positions. */
  static long number(byte[] b, int from, int to) {
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
      try {
        timeMillis = CaptureSchema.parseUsTime(text(b, start, to)).toEpochMilli();
      } catch (DateTimeException e) {
        return false;
      }
      timeText = Arrays.copyOfRange(b, start, to);
    }
    enqueuedMillis = timeMillis;
    return true;
  }

  /** The event that was taken up last, as a value: what {@link CaptureFile} makes of it. */
  CapturedEvent event(CaptureName origin) {
    int at = skipNumber(bytes, offset, bytes.length);
    return new CapturedEvent(origin, sequenceNumber, text(bytes, at, at + length(offset, at)),
        Instant.ofEpochMilli(enqueuedMillis), map(systemProperties, 0), map(properties, KEYS / 2),
        Arrays.copyOfRange(bytes, bodyStart, bodyEnd));
  }

  private int length(int from, int to) {
    return (int) number(bytes, from, to);
  }

  /** The map at a position; its keys are looked for first at the places where the event before had them. */
  private Map<String, Object> map(int from, int firstKey) {
    int p = skipNumber(bytes, from, bytes.length);
    long items = number(bytes, from, p);
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < items; i++) {
      int start = skipNumber(bytes, p, bytes.length);
      int end = start + length(p, start);
      p = skipValue(bytes, end, bytes.length, 5);
      map.put(key(firstKey + i & KEYS - 1, start, end), value(end, p));
    }
    return map;
  }

  private String key(int place, int from, int to) {
    byte[] known = keyBytes[place];
    if (known == null || !Arrays.equals(known, 0, known.length, bytes, from, to)) {
      keyBytes[place] = Arrays.copyOfRange(bytes, from, to);
      keys[place] = text(bytes, from, to);
    }
    return keys[place];
  }

  private Object value(int from, int to) {
    switch (bytes[from]) {
      case 0:
        return number(bytes, from + 1, to);
      case 2:
        long bits = 0;
        for (int i = to - 1; i > from; i--) {
          bits = bits << 8 | bytes[i] & 0xff;
        }
        return Double.longBitsToDouble(bits);
      case 4:
        return text(bytes, skipNumber(bytes, from + 1, to), to);
      case 6:
        return Arrays.copyOfRange(bytes, skipNumber(bytes, from + 1, to), to);
      default:
        return null;
    }
  }

  private static String text(byte[] b, int from, int to) {
    return new String(b, from, to - from, StandardCharsets.UTF_8);
  }
}
