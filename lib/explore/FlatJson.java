package explore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the JSON that devices mostly send: one object of ASCII names with strings, numbers, true, false and null, no
 * escapes. It refuses everything else, also what is not JSON (RFC 8259), for a full parser to judge; what it takes means
 * the same to that. Several times faster, for it makes no objects. For one thread.
 */
final class FlatJson {
  private static final double[] TENS = new double[23];
  private static final long EXACT = 1L << 53;
  private static final int MOST_DIGITS = 18;

  static {
    for (int i = 0; i < TENS.length; i++) {
      TENS[i] = Double.parseDouble("1e" + i);
    }
  }

  private final Row row;
  private final Map<String, String> names = new HashMap<>();
  private byte[][] placeBytes = new byte[16][];
  private String[] placeNames = new String[16];
  private byte[] b;
  private int at;

  FlatJson(Row row) {
    this.row = row;
  }

  /** Fills the row, or answers false, having perhaps filled some of it. */
  boolean read(byte[] body) {
    b = body;
    at = 0;
    if (solid() != '{') {
      return false;
    }
    at++;
    if (solid() == '}') {
      at++;
      return solid() == 0;
    }
    for (int place = 0; ; place++) {
      int from = solid() == '"' ? at + 1 : -1;
      if (from < 0 || !string()) {
        return false;
      }
      String name = name(place, from, at - 1);
      if (solid() != ':') {
        return false;
      }
      at++;
      if (!value(name)) {
        return false;
      }
      byte next = solid();
      at++;
      if (next == '}') {
        return solid() == 0;
      }
      if (next != ',') {
        return false;
      }
    }
  }

  /** Goes to what is not white; answers that, or 0 at the end. A zero byte is refused by all who get it. */
  private byte solid() {
    while (at < b.length) {
      byte c = b[at];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c == 0 ? -1 : c;
      }
      at++;
    }
    return 0;
  }

  /** Passes a string over, both quotes; false if there is more in it than plain ASCII. */
  private boolean string() {
    for (at++; at < b.length; at++) {
      byte c = b[at];
      if (c == '"') {
        at++;
        return true;
      }
      if (c < ' ' || c == '\\') { // bytes of UTF-8 are negative
        return false;
      }
    }
    return false;
  }

  /** Most bodies have the same names in the same order. */
  private String name(int place, int from, int to) {
    if (place == placeNames.length) {
      placeBytes = Arrays.copyOf(placeBytes, place * 2);
      placeNames = Arrays.copyOf(placeNames, place * 2);
    }
    byte[] known = placeBytes[place];
    if (known == null || !Arrays.equals(known, 0, known.length, b, from, to)) {
      placeBytes[place] = Arrays.copyOfRange(b, from, to);
      placeNames[place] = names.computeIfAbsent(new String(b, from, to - from, StandardCharsets.US_ASCII), n -> n);
    }
    return placeNames[place];
  }

  private boolean value(String name) {
    byte c = solid();
    int from = at;
    if (c == '"') {
      if (!string()) {
        return false;
      }
      row.add(name, Row.Kind.TEXT, 0, 0, from + 1, at - 1);
      return true;
    }
    if (c == '-' || c >= '0' && c <= '9') {
      return number(name);
    }
    return literal(name, "true", Row.Kind.BOOLEAN, 1) || literal(name, "false", Row.Kind.BOOLEAN, 0)
        || literal(name, "null", Row.Kind.NULL, 0);
  }

  private boolean literal(String name, String word, Row.Kind kind, long value) {
    if (b.length - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (b[at + i] != word.charAt(i)) {
        return false;
      }
    }
    row.add(name, kind, 0, value, at, at + word.length());
    at += word.length();
    return true;
  }

  private boolean number(String name) {
    int from = at;
    boolean isNegative = b[at] == '-';
    int start = isNegative ? ++at : at;
    long n = digits(0);
    int whole = at - start;
    if (whole == 0 || whole > 1 && b[start] == '0') {
      return false;
    }
    int decimals = 0;
    if (at < b.length && b[at] == '.') {
      int point = ++at;
      n = digits(n);
      decimals = at - point;
      if (decimals == 0) {
        return false;
      }
    }
    if (whole + decimals > MOST_DIGITS || at < b.length && (b[at] == 'e' || b[at] == 'E')) {
      return false;
    }
    if (decimals == 0) {
      row.add(name, Row.Kind.INTEGER, isNegative ? -n : n, isNegative ? -n : n, from, at);
      return true;
    }
    // Both are exact as doubles, so that the one division rounds as parsing does; else parsing must.
    double value = n <= EXACT ? n / TENS[decimals]
        : Double.parseDouble(new String(b, start, at - start, StandardCharsets.US_ASCII));
    row.add(name, Row.Kind.NUMBER, isNegative ? -value : value, 0, from, at);
    return true;
  }

  private long digits(long n) {
    long value = n;
    while (at < b.length && b[at] >= '0' && b[at] <= '9') {
      value = value * 10 + b[at++] - '0'; // too many digits overflow, and are refused by their number
    }
    return value;
  }
}
