package hub;

import java.util.Arrays;
import java.util.UUID;

/**
 * Turns encoded AMQP values into what a capture file can hold: long, double, string, bytes or null.
 *
 * <p>The service documents that union but not the way into it. From capture files of the service: timestamps become
 * long (milliseconds since 1970, as {@code x-opt-enqueued-time}), strings and symbols string. Chosen here: every whole
 * number becomes long (a ulong above its range a string), float double, boolean the string {@code true} or {@code
 * false}, uuid, char and decimals their usual text, a described value (as .NET sends dates and URIs) the value it
 * describes, and lists, maps and arrays bytes: their AMQP encoding. Stateless; only for values that {@link
 * AmqpBytes#skip} has checked.
 */
final class CaptureValues {
  private CaptureValues() {
  }

  /** The value at {@code at}, which ends before {@code end}: Long, Double, String, byte[] or null. */
  static Object read(byte[] b, int at, int end) {
    int code = b[at] & 0xff;
    return switch (code) {
      case 0x00 -> read(b, AmqpBytes.skip(b, at + 1, end), end);
      case 0x40 -> null;
      case 0x41 -> "true";
      case 0x42 -> "false";
      case 0x56 -> b[at + 1] != 0 ? "true" : "false";
      case 0x43, 0x44 -> 0L;
      case 0x50, 0x52, 0x53, 0x60, 0x70 -> AmqpBytes.longNumber(b, at + 1, end - at - 1);
      case 0x51, 0x54, 0x55, 0x61, 0x71, 0x81, 0x83 -> signed(b, at + 1, end - at - 1);
      case 0x80 -> unsigned(AmqpBytes.longNumber(b, at + 1, 8));
      case 0x72 -> (double) Float.intBitsToFloat((int) AmqpBytes.longNumber(b, at + 1, 4));
      case 0x82 -> Double.longBitsToDouble(AmqpBytes.longNumber(b, at + 1, 8));
      case 0x73 -> new String(Character.toChars(codePoint((int) AmqpBytes.longNumber(b, at + 1, 4))));
      case 0x74, 0x84, 0x94 -> decimal(b, at + 1, end - at - 1);
      case 0x98 -> new UUID(AmqpBytes.longNumber(b, at + 1, 8), AmqpBytes.longNumber(b, at + 9, 8)).toString();
      case 0xa1, 0xb1, 0xa3, 0xb3 -> AmqpBytes.text(b, at, end);
      case 0xa0, 0xb0 -> Arrays.copyOfRange(b, AmqpBytes.contentStart(b, at), end);
      default -> Arrays.copyOfRange(b, at, end);
    };
  }

  private static long signed(byte[] b, int at, int bytes) {
    int unused = 64 - 8 * bytes;
    return AmqpBytes.longNumber(b, at, bytes) << unused >> unused;
  }

  private static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : Long.toUnsignedString(bits);
  }

  private static int codePoint(int value) {
    return Character.isValidCodePoint(value) ? value : 0xfffd;
  }

  private static String decimal(byte[] b, int at, int bytes) {
    return DecimalText.of(Arrays.copyOfRange(b, at, at + bytes));
  }
}
