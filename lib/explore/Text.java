package explore;

import java.util.Locale;
import org.jline.utils.WCWidth;

/** Text for people, and how wide it is on a terminal. */
final class Text {
  private Text() {
  }

  /** Without what moves the cursor or turns the text around: what comes from a device is not to rule the terminal. */
  static String plain(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || isDirection(c)) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, ' ');
      }
    }
    return out == null ? text : out.toString();
  }

  /** What overrides or embeds a direction of writing (Unicode Standard Annex 9, explicit directional formatting). */
  private static boolean isDirection(char c) {
    return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
  }

  /** How many columns of a terminal a text takes. */
  static int columns(String text) {
    return text.chars().allMatch(c -> c < 0x300) ? text.length()
        : text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }

  /** A text of at most so many columns, ending in … where something was cut. */
  static String cut(String text, int width) {
    if (columns(text) <= width) {
      return text;
    }
    int end = 0;
    for (int used = 1; end < text.length(); end += Character.charCount(text.codePointAt(end))) {
      used += Math.max(0, WCWidth.wcwidth(text.codePointAt(end)));
      if (used > width) {
        break;
      }
    }
    return text.substring(0, end) + Screen.ellipsis();
  }

  /** {@code 1,234,567}. */
  static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 1,234,567 events}. */
  static String count(long n, String noun) {
    return number(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /** {@code 12.3 MB}, in powers of ten. */
  static String bytes(long n) {
    return n < 1000 ? n + " B" : n < 999_950 ? decimal(n / 1e3) + " kB" : n < 999_950_000 ? decimal(n / 1e6) + " MB"
        : decimal(n / 1e9) + " GB";
  }

  /** A share in percent; what is not quite none or all does not look so. */
  static String percent(double share) {
    return share == 0 ? "0 %" : share == 1 ? "100 %" : share < 0.001 ? "<0.1 %" : share > 0.999 ? ">99.9 %"
        : decimal(100 * share) + " %";
  }

  /** With one decimal. */
  static String decimal(double n) {
    return String.format(Locale.ROOT, "%.1f", n);
  }
}
