package capture;

import java.util.regex.Pattern;

/** Keys and signatures that were typed at a wrong place, and must not be repeated in what is printed. Stateless. */
public final class Secrets {
  /** In URLs and connection strings; the value of one that is malformed may hold blanks. */
  private static final Pattern SECRET = Pattern.compile("(?i)\\b(sig|SharedAccessKey|AccountKey)=[^&;]*");

  private Secrets() {
  }

  /** A text with three points for each signature, and each key of a connection string, in it; null for null. */
  public static String hidden(String text) {
    return text == null ? null : SECRET.matcher(text).replaceAll("$1=...");
  }
}
