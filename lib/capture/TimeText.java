package capture;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans and points of time as people type them. All methods throw IllegalArgumentException that says what is taken. */
public final class TimeText {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,15})(?:\\.(\\d{1,3}))?(ms|s|m|h|d)");

  private TimeText() {
  }

  /** A span: {@code 250ms}, {@code 1.5s}, {@code 30m}, {@code 2h}, {@code 1d}, plain {@code 0}, or ISO 8601 as {@code PT5M}. */
  public static Duration duration(String text) {
    Matcher m = SPAN.matcher(text.strip());
    try {
      if (text.strip().equals("0")) {
        return Duration.ZERO;
      }
      if (!m.matches()) {
        Duration iso = Duration.parse(text.strip());
        if (iso.isNegative()) {
          throw new ArithmeticException("negative");
        }
        return iso;
      }
      Duration unit = unit(m.group(3));
      String fraction = m.group(2) == null ? "" : m.group(2);
      long thousandths = Long.parseLong((fraction + "000").substring(0, 3));
      return unit.multipliedBy(Long.parseLong(m.group(1))).plus(unit.multipliedBy(thousandths).dividedBy(1000));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is not a span of time; write 250ms, 10s, 5m, 2h or 1d");
    }
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  /**
   * A point in time: ISO 8601 ({@code 2026-11-23}, {@code 2026-11-23T10:15}, or with a space for the T, with {@code Z}
   * or an offset; UTC where none is given), or a span before now ({@code 2h}: two hours ago).
   */
  public static Instant instant(String text, Instant now) {
    String t = text.strip();
    try {
      if (SPAN.matcher(t).matches()) {
        return now.minus(duration(t));
      }
      if (t.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(t).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      String iso = t.replace(' ', 'T').replaceFirst("(T.*[+-]\\d\\d)(\\d\\d)$", "$1:$2");
      return iso.matches(".*T.*(Z|z|[+-]\\d\\d(:\\d\\d)?)") ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is not a time; write 2026-11-23T10:15:00Z, 2026-11-23, or 2h,"
          + " 30m, 1d for that long ago");
    }
  }
}
