package hub;

import java.nio.charset.StandardCharsets;

/**
 * Walks over encoded AMQP values without making objects of them, and checks on the way that every size and count is
 * what it says (AMQP 1.0, part 1.2). What has passed {@link #skip} can be read again without checks. Stateless.
 */
final class AmqpBytes {
  static final int DESCRIBED = 0x00;
  static final int NULL = 0x40;
  static final int SMALL_ULONG = 0x53;
  static final int ULONG = 0x80;
  static final int SMALL_BINARY = 0xa0;

  private static final int DEEPEST = 32;
  /** Elements of arrays whose type takes no bytes: their number costs a sender nothing, but whoever decodes them. */
  private static final int MOST_NOTHINGS = 1024;

  private AmqpBytes() {
  }

  /**
   * The position behind the value at {@code at}.
   *
   * @throws MalformedMessage if the bytes before {@code end} are not one whole value
   */
  static int skip(byte[] b, int at, int end) {
    return skip(b, at, end, 0);
  }

  private static int skip(byte[] b, int at, int end, int depth) {
    if (depth > DEEPEST) {
      throw new MalformedMessage("values are nested more than " + DEEPEST + " deep");
    }
    need(at, 1, end);
    int code = b[at] & 0xff;
    if (code == DESCRIBED) {
      return skip(b, skip(b, at + 1, end, depth + 1), end, depth + 1);
    }
    return skipBody(b, at + 1, end, code, depth);
  }

  /** Skips a value's bytes behind its format code: the code's high half tells its width. */
  private static int skipBody(byte[] b, int at, int end, int code, int depth) {
    int width = width(code);
    if (width >= 0) {
      need(at, width, end);
      return at + width;
    }
    int sizeBytes = (code & 0x10) == 0 ? 1 : 4;
    need(at, sizeBytes, end);
    int size = number(b, at, sizeBytes);
    int start = at + sizeBytes;
    need(start, size, end);
    if (code >= 0xc0) {
      skipElements(b, start, start + size, code, sizeBytes, depth);
    }
    return start + size;
  }

  private static void skipElements(byte[] b, int start, int end, int code, int sizeBytes, int depth) {
    need(start, sizeBytes, end);
    int count = number(b, start, sizeBytes);
    int at = start + sizeBytes;
    boolean map = code == 0xc1 || code == 0xd1;
    if (count < 0 || map && count % 2 != 0) {
      throw new MalformedMessage("a map or list has an impossible count");
    }
    if (code >= 0xe0) {
      skipArray(b, at, end, count, depth);
      return;
    }
    for (int i = 0; i < count; i++) {
      at = skip(b, at, end, depth + 1);
    }
    if (at != end) {
      throw new MalformedMessage("a map or list is not as long as it says");
    }
  }

  private static void skipArray(byte[] b, int start, int end, int count, int depth) {
    need(start, 1, end);
    int at = start;
    if (b[at] == DESCRIBED) {
      at = skip(b, at + 1, end, depth + 1);
      need(at, 1, end);
    }
    int code = b[at++] & 0xff;
    if (width(code) == 0 && count > MOST_NOTHINGS) {
      throw new MalformedMessage("an array of " + count + " elements without bytes");
    }
    for (int i = 0; i < count; i++) {
      at = skipBody(b, at, end, code, depth + 1);
    }
    if (at != end) {
      throw new MalformedMessage("an array is not as long as it says");
    }
  }

  /** The fixed width behind a format code, or -1 where a size follows. */
  static int width(int code) {
    return switch (code) {
      case 0x40, 0x41, 0x42, 0x43, 0x44, 0x45 -> 0;
      case 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56 -> 1;
      case 0x60, 0x61 -> 2;
      case 0x70, 0x71, 0x72, 0x73, 0x74 -> 4;
      case 0x80, 0x81, 0x82, 0x83, 0x84 -> 8;
      case 0x94, 0x98 -> 16;
      case 0xa0, 0xa1, 0xa3, 0xb0, 0xb1, 0xb3, 0xc0, 0xc1, 0xd0, 0xd1, 0xe0, 0xf0 -> -1;
      default -> throw new MalformedMessage("0x" + Integer.toHexString(code) + " is not an AMQP type");
    };
  }

  private static void need(int at, int count, int end) {
    if (count < 0 || count > end - at) {
      throw new MalformedMessage("it ends in the middle of a value");
    }
  }

  /** A big-endian number of 1 (unsigned), 2 or 4 bytes (signed). */
  static int number(byte[] b, int at, int bytes) {
    if (bytes == 1) {
      return b[at] & 0xff;
    }
    return (int) (longNumber(b, at, bytes) << (64 - 8 * bytes) >> (64 - 8 * bytes));
  }

  /** A big-endian number of up to 8 bytes, not sign-extended. */
  static long longNumber(byte[] b, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | b[at + i] & 0xff;
    }
    return value;
  }

  /** Where the contents of a string, symbol or binary start: behind its code and size. */
  static int contentStart(byte[] b, int at) {
    return at + ((b[at] & 0x10) == 0 ? 2 : 5);
  }

  /** The text of a string or symbol, or null if it is neither. */
  static String text(byte[] b, int at, int end) {
    int code = b[at] & 0xff;
    if (code != 0xa1 && code != 0xb1 && code != 0xa3 && code != 0xb3) {
      return null;
    }
    int start = contentStart(b, at);
    return new String(b, start, end - start, StandardCharsets.UTF_8);
  }

  /** The bytes are not the AMQP they should be; the message says how, for the client. */
  static final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedMessage(String message) {
      super("malformed message: " + message, null, false, false);
    }
  }
}
