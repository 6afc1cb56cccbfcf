//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and spans as people type them. */
class TimeTextTest {
  private static final Instant NOW = Instant.parse("2024-03-01T10:00:00Z");

  @ParameterizedTest
  @CsvSource({"2024-02-29, 2024-02-29T00:00:00Z", "2024-02-29T10:15, 2024-02-29T10:15:00Z",
      "2024-02-29 10:15, 2024-02-29T10:15:00Z", "2024-02-29T10:15:30, 2024-02-29T10:15:30Z",
      "2024-02-29T10:15:30.123Z, 2024-02-29T10:15:30.123Z", "2024-02-29T10:15Z, 2024-02-29T10:15:00Z",
      "2024-02-29T10:15:30z, 2024-02-29T10:15:30Z", "2024-02-29T10:15:30+02:00, 2024-02-29T08:15:30Z",
      "2024-02-29T10:15:30+02, 2024-02-29T08:15:30Z", "2024-02-29T10:15:30+0200, 2024-02-29T08:15:30Z",
      "2024-02-29 10:15:30Z, 2024-02-29T10:15:30Z", "2024-02-29 10:15:30-01:30, 2024-02-29T11:45:30Z",
      "2h, 2024-03-01T08:00:00Z", "30m, 2024-03-01T09:30:00Z", "1d, 2024-02-29T10:00:00Z", "0s, 2024-03-01T10:00:00Z",
      "1.5h, 2024-03-01T08:30:00Z"})
  void times(String text, String time) {
    assertEquals(Instant.parse(time), TimeText.instant(" " + text + " ", NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2h ago", "-2h", "2w", "2024", "2024-13-01", "2023-02-29", "2024-03-01T25:00",
      "10:15", "2024-03-01T10:15+99:00", "999999999999999d", "1709287200", "2024-03-01\n"})
  void whatIsNoTimeIsSaidToBeNone(String text) {
    if (text.endsWith("\n")) { // white space around it is nothing special
      assertEquals(Instant.parse("2024-03-01T00:00:00Z"), TimeText.instant(text, NOW));
      return;
    }
    String message = assertThrows(IllegalArgumentException.class, () -> TimeText.instant(text, NOW)).getMessage();
    assertTrue(message.contains("'" + text + "' is not a "), message);
    assertFalse(message.contains("\n"), message);
  }

  @ParameterizedTest
  @CsvSource({"250ms, PT0.25S", "1.5s, PT1.5S", "10s, PT10S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "0, PT0S", "PT5M, PT5M",
      "0.001ms, PT0.000001S", "0.5d, PT12H"})
  void spans(String text, String span) {
    assertEquals(Duration.parse(span), TimeText.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 m", "m", "-5m", "PT-5M", "1.2345s", "5M", "1h30m", "99999999999999999999s"})
  void whatIsNoSpanIsSaidToBeNone(String text) {
    String message = assertThrows(IllegalArgumentException.class, () -> TimeText.duration(text)).getMessage();
    assertEquals("'" + text + "' is not a span of time; write 250ms, 10s, 5m, 2h or 1d", message);
  }

  @Test
  void aSpanTooLongToBeTakenFromNow() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> TimeText.instant("99999999999999d", NOW)).getMessage()
        .startsWith("'99999999999999d' is not a "));
  }
}
