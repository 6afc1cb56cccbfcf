//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name printed is the name read, in any format; what is not of the format tells nothing. */
class CaptureNameFormatTest {
  private static final List<String> TOKENS = List.of("{Namespace}", "{EventHub}", "{PartitionId}", "{Year}", "{Month}", "{Day}",
      "{Hour}", "{Minute}", "{Second}");

  static CaptureName name(Random r) {
    return new CaptureName("ns-" + r.nextInt(9), (r.nextBoolean() ? "hub.$1\\" : "h b\u00fc") + r.nextInt(9),
        Integer.toString(r.nextInt(1200)), Instant.ofEpochSecond(r.nextInt(Integer.MAX_VALUE)));
  }

  /** The tokens in any order, between signs that no value has. */
  static CaptureNameFormat format(Random r) {
    List<String> tokens = new ArrayList<>(TOKENS);
    Collections.shuffle(tokens, r);
    StringBuilder out = new StringBuilder(r.nextBoolean() ? "" : "a(b]/");
    for (String token : tokens) {
      out.append(token).append(List.of("/", "_", "/y=", "~").get(r.nextInt(4)));
    }
    return CaptureNameFormat.of(out + "end");
  }

  @Test
  void whatIsPrintedIsRead() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random r = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      CaptureNameFormat format = i % 3 == 0 ? CaptureNameFormat.DEFAULT : format(r);
      CaptureName name = name(r);
      String text = format.print(name);
      assertTrue(text.endsWith(".avro"), text);
      assertEquals(Optional.of(name), format.parse(text), "seed " + seed + ": " + format + " " + text);
    }
  }

  @Test
  void namesAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertEquals("ns/hub/0/2024/03/01/10/05/09.avro",
          CaptureNameFormat.DEFAULT.print(new CaptureName("ns", "hub", "0", Instant.parse("2024-03-01T10:05:09Z"))));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void everyTokenIsNeeded() {
    for (String token : TOKENS) {
      String pattern = String.join("/", TOKENS).replace(token, "x");
      String message = assertThrows(IllegalArgumentException.class, () -> CaptureNameFormat.of(pattern)).getMessage();
      assertTrue(message.startsWith("name format '" + pattern + "': token " + token + " is missing"), message);
      assertFalse(message.contains("\n"), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{year}", "{Partition}"})
  void anUnknownTokenIsNamed(String token) {
    String message = assertThrows(IllegalArgumentException.class,
        () -> CaptureNameFormat.of(String.join("/", TOKENS) + token)).getMessage();
    assertTrue(message.contains("unknown token " + token + "; known are {Namespace}"), message);
  }

  @Test
  void aTokenGivenTwiceMustSayTheSameTwice() {
    CaptureNameFormat format = CaptureNameFormat.of("{EventHub}/" + String.join("/", TOKENS));
    CaptureName name = new CaptureName("ns", "hub", "0", Instant.parse("2024-03-01T10:05:09Z"));
    assertEquals("hub/ns/hub/0/2024/03/01/10/05/09.avro", format.print(name));
    assertEquals(Optional.of(name), format.parse(format.print(name)));
    assertEquals(Optional.empty(), format.parse("other/ns/hub/0/2024/03/01/10/05/09.avro"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".avro", "ns/hub/0/2024/03/01/10/05/09", "ns/hub/0/2024/03/01/10/05/09.avro.bak",
      "x/ns/hub/0/2024/03/01/10/05/09.avro", "ns/hub/0/2024/13/01/10/05/09.avro", "ns/hub/0/2023/02/29/10/05/09.avro",
      "ns/hub/0/2024/3/1/10/05/09.avro", "ns/hub/0/2024/03/01/24/00/00.avro", "ns//0/2024/03/01/10/05/09.avro",
      "ns/hub/0/\u0662\u0660\u0662\u0664/03/01/10/05/09.avro"})
  void whatIsNotOfTheFormatTellsNothing(String name) {
    assertEquals(Optional.empty(), CaptureNameFormat.DEFAULT.parse(name));
  }

  @Test
  void iotHubsNamesAreReadWithoutANamespace() {
    assertEquals(Optional.of(new CaptureName("", "iot", "03", Instant.parse("2024-03-01T10:05:00Z"))),
        CaptureNameFormat.DEFAULT.parse("iot/03/2024/03/01/10/05.avro"));
  }
}
