package hub;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The text of an IEEE 754-2008 decimal as AMQP carries it: 32, 64 or 128 bits, big-endian, binary integer significand
 * (the encoding of Microsoft's and Qpid's clients). Stateless.
 */
final class DecimalText {
  private DecimalText() {
  }

  /** The number as {@link BigDecimal#toString} prints it, or {@code NaN}, {@code Infinity}, {@code -Infinity}. */
  static String of(byte[] bigEndian) {
    int bits = bigEndian.length * 8;
    int exponentBits = bits == 32 ? 8 : bits == 64 ? 10 : 14;
    int bias = bits == 32 ? 101 : bits == 64 ? 398 : 6176;
    BigInteger all = new BigInteger(1, bigEndian);
    boolean negative = all.testBit(bits - 1);
    if (field(all, bits - 5, 4) == 15) {
      return all.testBit(bits - 6) ? "NaN" : negative ? "-Infinity" : "Infinity";
    }
    // Significands too large for the usual field borrow two bits of the exponent, and start with 100 in binary.
    boolean large = field(all, bits - 3, 2) == 3;
    int significandBits = bits - 1 - exponentBits - (large ? 2 : 0);
    BigInteger significand = all.mod(BigInteger.ONE.shiftLeft(significandBits));
    if (large) {
      significand = significand.setBit(significandBits + 2);
    }
    BigDecimal value = new BigDecimal(significand, bias - field(all, significandBits, exponentBits));
    return (negative ? value.negate() : value).toString();
  }

  private static int field(BigInteger all, int from, int count) {
    return all.shiftRight(from).and(BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE)).intValue();
  }
}
