package device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All of a flat JSON object but its values, and how to turn objects that differ only in these into rows. For one
 * thread. */
final class Template {
  private static final byte PLAIN = 0;
  private static final byte QUOTE = 1;
  private static final byte COMMA = 2;
  private static final byte OTHER = 3;
  /** What a byte means in a text. */
  private static final byte[] KIND = kinds();
  private static final byte[][] WORDS = {bytes("true"), bytes("false"), bytes("null")};
  private static final int LONGEST_NUMBER = 400;

  private final byte[][] literals;
  private final Layout layout;
  private final int deviceField;
  private int deviceLength;

  private Template(byte[][] literals, Layout layout, int deviceField) {
    this.literals = literals;
    this.layout = layout;
    this.deviceField = deviceField;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    Arrays.fill(kinds, 0, ' ', OTHER);
    Arrays.fill(kinds, 0x80, 256, OTHER); // whether it is UTF-8 is for others to say
    kinds['\\'] = OTHER;
    kinds['"'] = QUOTE;
    kinds[','] = COMMA;
    return kinds;
  }

  /** The template a body is of; null if it is no flat object of plain names with the device's field in it. */
  static Template of(byte[] body, String deviceField) {
    List<byte[]> literals = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    int p = skipSpace(body, 0);
    int from = 0;
    byte before = '{';
    while (p < body.length && body[p] == before) {
      int name = skipSpace(body, p + 1);
      int nameEnd = name < body.length && body[name] == '"' ? textEnd(body, name) : -1;
      int colon = nameEnd < 0 ? -1 : skipSpace(body, nameEnd);
      if (colon < 0 || colon == body.length || body[colon] != ':') {
        return null;
      }
      int value = skipSpace(body, colon + 1);
      int valueEnd = value == body.length ? -1 : valueEnd(body, value);
      if (valueEnd < 0 || !names.add(new String(body, name + 1, nameEnd - name - 2, StandardCharsets.US_ASCII))) {
        return null;
      }
      literals.add(Arrays.copyOfRange(body, from, value));
      from = valueEnd;
      p = skipSpace(body, valueEnd);
      before = ',';
    }
    if (names.isEmpty() || p == body.length || body[p] != '}' || skipSpace(body, p + 1) < body.length
        || !names.contains(deviceField)) {
      return null;
    }
    literals.add(Arrays.copyOfRange(body, from, body.length));
    Layout layout = Layout.of(List.copyOf(names));
    return new Template(literals.toArray(byte[][]::new), layout, layout.indexOf(deviceField));
  }

  /** Whether a text has only characters that mean themselves in JSON and in CSV. */
  static boolean isPlain(byte[] text) {
    return plainEnd(text, 0, text.length) == text.length;
  }

  private static int skipSpace(byte[] b, int from) {
    int p = from;
    while (p < b.length && (b[p] == ' ' || b[p] == '\n' || b[p] == '\r' || b[p] == '\t')) {
      p++;
    }
    return p;
  }

  /** Where a plain text ends, behind its quote. */
  private static int textEnd(byte[] b, int from) {
    for (int p = from + 1; p < b.length; p++) {
      byte kind = KIND[b[p] & 0xff];
      if (kind == QUOTE || kind == OTHER) {
        return kind == QUOTE ? p + 1 : -1;
      }
    }
    return -1;
  }

  private static int valueEnd(byte[] b, int from) {
    return b[from] == '"' ? textEnd(b, from)
        : b[from] == '-' || b[from] >= '0' && b[from] <= '9' ? numberEnd(b, from, b.length) : wordEnd(b, from, b.length);
  }

  private static int wordEnd(byte[] b, int from, int to) {
    for (byte[] word : WORDS) {
      if (to - from >= word.length && Arrays.equals(b, from, from + word.length, word, 0, word.length)) {
        return from + word.length;
      }
    }
    return -1;
  }

  /** Where a number ends, as JSON has them (RFC 8259); below 0 if it is none, or too long to be met here. */
  private static int numberEnd(byte[] b, int from, int to) {
    int p = b[from] == '-' ? from + 1 : from;
    int digits = digitsEnd(b, p, to);
    if (digits == p || b[p] == '0' && digits > p + 1) {
      return -1;
    }
    p = digits;
    if (p < to && b[p] == '.') {
      digits = digitsEnd(b, p + 1, to);
      if (digits == p + 1) {
        return -1;
      }
      p = digits;
    }
    if (p < to && (b[p] | 0x20) == 'e') {
      p = p + 1 < to && (b[p + 1] == '-' || b[p + 1] == '+') ? p + 2 : p + 1;
      digits = digitsEnd(b, p, to);
      if (digits == p) {
        return -1;
      }
      p = digits;
    }
    return p - from > LONGEST_NUMBER ? -1 : p;
  }

  private static int digitsEnd(byte[] b, int from, int to) {
    int p = from;
    while (p < to && b[p] >= '0' && b[p] <= '9') {
      p++;
    }
    return p;
  }

  /** Adds the row of a body of this template; false, and nothing added, if it is not of it. */
  boolean add(byte[] b, int from, int to, int event, Rows rows, DeviceTable devices, boolean spreadsheetSafe) {
    byte[] out = rows.bytes;
    int o = rows.size;
    int p = from;
    DeviceFile file = null;
    int last = literals.length - 1;
    for (int field = 0; field < last; field++) {
      byte[] literal = literals[field];
      int value = p + literal.length;
      if (value >= to || !isAt(literal, b, p)) {
        return false;
      }
      byte first = b[value];
      if (first == '"') {
        int end = value + 1 + deviceLength;
        if (field == deviceField && end < to && b[end] == '"' && (file = devices.findPlain(b, value + 1, end)) != null) {
          p = end;
        } else {
          p = plainEnd(b, value + 1, to);
        }
        boolean quoted = p == value + 1; // an empty text is not the same as none
        while (p < to && b[p] == ',') {
          quoted = true;
          p = plainEnd(b, p + 1, to);
        }
        if (p >= to || b[p] != '"' || spreadsheetSafe && "=+-@'".indexOf(b[value + 1]) >= 0) {
          return false;
        }
        if (field == deviceField && file == null) {
          file = devices.get(b, value + 1, p);
          deviceLength = p - value - 1;
        }
        p++;
        int cell = quoted ? value : value + 1;
        int length = quoted ? p - value : p - value - 2;
        System.arraycopy(b, cell, out, o, length);
        o += length;
      } else {
        p = first == '-' || first >= '0' && first <= '9' ? numberEnd(b, value, to) : wordEnd(b, value, to);
        if (p < 0 || first == 'n' && (field == deviceField || last == 1)) {
          return false;
        }
        if (field == deviceField) {
          file = devices.get(b, value, p);
        }
        if (first != 'n') {
          System.arraycopy(b, value, out, o, p - value);
          o += p - value;
        }
      }
      out[o++] = ',';
    }
    if (to - p != literals[last].length || !isAt(literals[last], b, p)) {
      return false;
    }
    out[o - 1] = '\n';
    rows.add(event, file, layout, o);
    return true;
  }

  /** Where something comes that is not plain: a quote, a comma, or what only a parser understands. */
  private static int plainEnd(byte[] b, int from, int to) {
    int p = from;
    while (p < to && KIND[b[p] & 0xff] == PLAIN) {
      p++;
    }
    return p;
  }

  private static boolean isAt(byte[] literal, byte[] b, int p) {
    for (int i = 0; i < literal.length; i++) {
      if (literal[i] != b[p + i]) {
        return false;
      }
    }
    return true;
  }
}
