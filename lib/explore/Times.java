package explore;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and spans as people type them and as tables show them. Everything is UTC. */
final class Times {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d|w)");
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
      .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS")
      .withZone(ZoneOffset.UTC);

  private Times() {
  }

  /** {@code 500ms}, {@code 90s}, {@code 30m}, {@code 2h}, {@code 1d}, {@code 1w}. Throws IllegalArgumentException. */
  static Duration span(String text) {
    Matcher m = SPAN.matcher(text == null ? "" : text.strip());
    if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
      throw new IllegalArgumentException("'" + text + "' is no span of time; 90s, 30m, 2h or 1d was expected");
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      case "d" -> Duration.ofDays(n);
      default -> Duration.ofDays(7 * n);
    };
  }

  /**
   * A point in time: ISO 8601, a date alone (its midnight), without a zone (then UTC), with a blank for the T, or a span
   * before now. Throws IllegalArgumentException.
   */
  static Instant time(String text, Instant now) {
    String t = text == null ? "" : text.strip();
    if (SPAN.matcher(t).matches()) {
      return now.minus(span(t));
    }
    Instant time = reading(t);
    if (time == null) {
      throw new IllegalArgumentException("'" + text + "' is no time; 2022-12-09, 2022-12-09T16:51:25Z"
          + " or, for so long ago, 2h was expected");
    }
    return time;
  }

  /** A time as devices write it: ISO 8601, with T or a blank, with or without a zone (then UTC); null if it is none. */
  static Instant reading(String text) {
    if (text.length() < 10 || text.charAt(4) != '-') {
      return null;
    }
    String t = text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    try {
      if (t.length() == 10) {
        return LocalDate.parse(t).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      if (t.endsWith("Z")) {
        return Instant.parse(t);
      }
      return t.indexOf('+', 10) > 0 || t.indexOf('-', 10) > 0 ? OffsetDateTime.parse(t).toInstant()
          : LocalDateTime.parse(t).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** {@code 2022-12-09 16:51:25}, with milliseconds where there are any. */
  static String print(Instant time) {
    return (time.toEpochMilli() % 1000 == 0 ? SECONDS : MILLIS).format(time);
  }

  /** A span for people: two digits of its largest unit, such as {@code 5 ms}, {@code 1.3 s}, {@code 2.0 h}. */
  static String print(Duration span) {
    double s = span.toNanos() / 1e9;
    double a = Math.abs(s);
    return a < 1 ? Math.round(s * 1000) + " ms" : a < 60 ? decimal(s) + " s" : a < 3600 ? decimal(s / 60) + " min"
        : a < 2 * 86400 ? decimal(s / 3600) + " h" : decimal(s / 86400) + " d";
  }

  private static String decimal(double n) {
    return String.format(java.util.Locale.ROOT, "%.1f", n);
  }
}
