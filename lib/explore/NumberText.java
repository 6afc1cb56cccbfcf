package explore;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Numbers as tables and charts show them: short, but never so short that a whole digit is lost. */
final class NumberText {
  private static final int DIGITS = 6;
  /** So many tell every double from all others. */
  private static final int ALL_DIGITS = 17;
  /** Larger ones are printed with an exponent. */
  private static final double LARGEST = 1e18;

  private NumberText() {
  }

  /** A number for people: up to six digits, or more where there are more before the point. */
  static String print(double n) {
    return print(n, DIGITS);
  }

  /** Numbers for people, with so many more digits that different ones look different. */
  static List<String> apart(double... numbers) {
    long different = Arrays.stream(numbers).distinct().count();
    for (int digits = DIGITS; ; digits++) {
      int most = digits;
      List<String> texts = Arrays.stream(numbers).mapToObj(n -> print(n, most)).toList();
      if (digits == ALL_DIGITS || new HashSet<>(texts).size() == different) {
        return texts;
      }
    }
  }

  /** A number for people: up to so many digits, or more where there are more before the point; null for NaN. */
  static String print(double n, int digits) {
    if (Double.isNaN(n) || Double.isInfinite(n)) {
      return n == n ? (n > 0 ? "∞" : "-∞") : null;
    }
    double size = Math.abs(n);
    if (n == Math.rint(n) && size < LARGEST) {
      return Long.toString((long) n);
    }
    if (size < 1e-4 || size >= LARGEST) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", n);
    }
    BigDecimal d = new BigDecimal(n);
    int whole = d.precision() - d.scale();
    return d.round(new MathContext(Math.max(digits, whole))).stripTrailingZeros().toPlainString();
  }
}
