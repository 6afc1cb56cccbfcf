package device;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A device's name as the name of a file, without ending: safe on every common file system, different for different
 * devices even where case does not count, and readable back.
 *
 * <p>Letters, digits, {@code . _ -} stay; every other byte of the UTF-8 text becomes {@code %xx}, and so does the first
 * byte where a name starts with {@code .} or {@code -}, is one that Windows keeps for itself ({@code con}, {@code
 * lpt1.x}), or is that of a file of ours. Where another device's name differs only in capitals, the one that comes later
 * gets {@code ~} and which of its letters are capitals, four to a hexadecimal digit: {@code Device-1~1}. Names too long
 * for a file end in {@code ~~} and 40 digits of their SHA-256; the whole name is then in {@code long-names.jsonl}.
 */
final class DeviceName {
  /** The file that tells what stands behind shortened names. */
  static final String LONG_NAMES = "long-names.jsonl";
  /** The file of what belongs to no device. */
  static final String REJECTED = "rejected.jsonl";

  private static final int LONGEST = 200;
  private static final int HASH_DIGITS = 40;
  private static final Set<String> OURS = Set.of("rejected", "long-names");
  private static final Pattern WINDOWS = Pattern.compile("(?is)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

  private DeviceName() {
  }

  /**
   * The file name of a device, without ending.
   *
   * @param marked whether its capitals are to be told, because another name differs from it only in these
   */
  static String toFile(String device, boolean marked) {
    String escaped = escaped(device) + (marked ? capitals(device) : "");
    if (escaped.length() <= LONGEST) {
      return escaped;
    }
    int cut = LONGEST - HASH_DIGITS - 2;
    while (escaped.lastIndexOf('%', cut - 1) > cut - 3) {
      cut--; // not within %xx
    }
    return escaped.substring(0, cut) + "~~" + sha256(device).substring(0, HASH_DIGITS);
  }

  /** Whether the file name does not tell the whole device. */
  static boolean isShortened(String fileName) {
    return fileName.contains("~~");
  }

  /** The device of a file name without ending that is not shortened. */
  static String toDevice(String fileName) {
    int end = fileName.indexOf('~') < 0 ? fileName.length() : fileName.indexOf('~');
    if (fileName.substring(0, end).equals("%")) {
      return ""; // which would be no name
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < end; i++) {
      boolean escape = fileName.charAt(i) == '%' && i + 2 < end;
      out.write(escape ? Integer.parseInt(fileName, i + 1, i + 3, 16) : fileName.charAt(i));
      i += escape ? 2 : 0;
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String escaped(String device) {
    if (device.isEmpty()) {
      return "%";
    }
    boolean escapeFirst = device.startsWith(".") || device.startsWith("-") || WINDOWS.matcher(device).matches()
        || OURS.contains(device.toLowerCase(Locale.ROOT));
    StringBuilder out = new StringBuilder();
    for (byte b : device.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b) && !(escapeFirst && out.length() == 0)) {
        out.append((char) b);
      } else {
        out.append('%').append(HexFormat.of().toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.';
  }

  /** Which of the letters are capitals, the first letter in the lowest bit of the first digit. */
  private static String capitals(String device) {
    StringBuilder out = new StringBuilder();
    int letters = 0;
    int digit = 0;
    for (int i = 0; i < device.length(); i++) {
      char c = device.charAt(i);
      if (c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
        digit |= c <= 'Z' ? 1 << letters % 4 : 0;
        if (++letters % 4 == 0) {
          out.append(Character.forDigit(digit, 16));
          digit = 0;
        }
      }
    }
    String digits = out.append(Character.forDigit(digit, 16)).toString().replaceFirst("0+$", "");
    return digits.isEmpty() ? "~0" : "~" + digits;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of().formatHex(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
