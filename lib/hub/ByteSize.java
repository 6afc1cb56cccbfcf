package hub;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people type them. Stateless. */
public final class ByteSize {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([KMG]?)I?B?");

  private ByteSize() {
  }

  /**
   * A size in bytes: {@code 10MB}, {@code 64KB}, {@code 1GB} or a plain number. As in the service's settings for Capture,
   * a MB is 1,048,576 bytes. Throws IllegalArgumentException that says what is taken.
   */
  public static long parse(String text) {
    Matcher m = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!m.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size; write 10MB, 500MB or a number of bytes");
    }
    int power = " KMG".indexOf(m.group(2).isEmpty() ? " " : m.group(2));
    return Long.parseLong(m.group(1)) << (10 * power);
  }
}
