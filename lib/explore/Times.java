package explore;

import capture.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times and spans as devices write them and as tables show them. Everything is UTC. */
final class Times {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
      .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS")
      .withZone(ZoneOffset.UTC);
  /** How long the day is in a printed time. */
  static final int DAY = "2022-12-09".length();
  private static final Duration LONGEST = Duration.ofDays(3_652_500);
  private static final double YEAR_2100_SECONDS = 4_102_444_800.0;

  private Times() {
  }

  /** A span that is longer than nothing, and not than people count. Throws IllegalArgumentException. */
  static Duration span(String text) {
    Duration span = TimeText.duration(Given.some("a span of time, such as \"2h\",", text));
    if (span.isZero()) {
      throw new IllegalArgumentException("'" + text + "' is no time at all; write 10s, 5m, 2h or 1d");
    }
    if (span.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than ten thousand years; write 10s, 5m, 2h or 1d");
    }
    return span;
  }

  /** A time as devices write it: ISO 8601, with T or a blank, with or without a zone (then UTC); null if it is none. */
  static Instant reading(String text) {
    if (text == null || text.length() < 10 || text.charAt(4) != '-') {
      return null;
    }
    Instant usual = usual(text);
    if (usual != null) {
      return usual;
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

  /** {@code 2022-12-09T16:51:25}, perhaps with a blank for the T, up to nine decimals, a Z; else null. Ten times faster. */
  private static Instant usual(String t) {
    int end = t.charAt(t.length() - 1) == 'Z' ? t.length() - 1 : t.length();
    if (end < 19 || end == 20 || end > 29 || t.charAt(7) != '-' || t.charAt(10) != 'T' && t.charAt(10) != ' '
        || t.charAt(13) != ':' || t.charAt(16) != ':' || end > 19 && t.charAt(19) != '.') {
      return null;
    }
    long nanos = end == 19 ? 0 : number(t, 20, end);
    for (int i = end; i < 29 && end > 19; i++) {
      nanos *= 10;
    }
    int year = number(t, 0, 4);
    int month = number(t, 5, 7);
    int day = number(t, 8, 10);
    int hour = number(t, 11, 13);
    int minute = number(t, 14, 16);
    int second = number(t, 17, 19);
    if ((year | month | day | hour | minute | second | nanos) < 0) {
      return null;
    }
    try {
      return LocalDateTime.of(year, month, day, hour, minute, second, (int) nanos).toInstant(ZoneOffset.UTC);
    } catch (java.time.DateTimeException e) {
      return null;
    }
  }

  /** Digits as a number; -1 if there is anything else. */
  private static int number(String t, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      int digit = t.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      n = n * 10 + digit;
    }
    return n;
  }

  /** The time in a field: text as above, or seconds or milliseconds since 1970; null if it is none. */
  static Instant reading(Row row, int field) {
    if (field < 0) {
      return null;
    }
    if (!row.isNumber(field)) {
      return row.kind(field) == Row.Kind.TEXT ? reading(row.text(field)) : null;
    }
    double n = row.number(field);
    // Seconds until the year 2100 are milliseconds of February 1970, which no device means.
    return n <= 0 || n > 1e15 ? null : Instant.ofEpochMilli(Math.round(n < YEAR_2100_SECONDS ? n * 1000 : n));
  }

  /** {@code 2022-12-09 16:51:25}, with milliseconds where there are any. */
  static String print(Instant time) {
    return (Math.floorMod(time.toEpochMilli(), 1000) == 0 ? SECONDS : MILLIS).format(time);
  }

  /** To the second; only the time of day where that is the day of another time, which is perhaps null. */
  static String second(Instant time, Instant other) {
    String text = SECONDS.format(time);
    return other != null && SECONDS.format(other).regionMatches(0, text, 0, DAY) ? text.substring(DAY + 1) : text;
  }

  /** A span for people, such as {@code 5 ms}, {@code 1.3 s}, {@code 2.0 h}; NaN is none. */
  static String print(double seconds) {
    double a = Math.abs(seconds);
    return Double.isNaN(seconds) ? null : a < 1 ? Math.round(seconds * 1000) + " ms" : a < 60 ? Text.decimal(seconds) + " s"
        : a < 3600 ? Text.decimal(seconds / 60) + " min" : a < 2 * 86400 ? Text.decimal(seconds / 3600) + " h"
        : Text.decimal(seconds / 86400) + " d";
  }
}
