package device;

/** Pieces of JSON text that is known to be whole. */
final class JsonText {
  private JsonText() {
  }

  /** The text without the white space between its parts. */
  static String compact(String text, int start, int end) {
    StringBuilder out = new StringBuilder(end - start);
    boolean quoted = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (quoted || c > ' ') {
        out.append(c);
      }
      if (c == '\\' && quoted) {
        out.append(text.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      }
    }
    return out.toString();
  }

  /** Whether a text is one that UTF-8 cannot hold. */
  static boolean hasHalfSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** Appends a JSON string, with its quotes. */
  static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
