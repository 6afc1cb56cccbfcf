//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Script;

/** What is written, stock Avro reads; the file is laid out as the service's; nobody sees half of one. */
class CaptureFileWriterTest {
  private static final Instant T = Instant.parse("2024-03-01T23:59:50.123Z");

  @TempDir
  Path folder;

  private static CapturedEvent event(Random r, long number) {
    Map<String, Object> system = new HashMap<>();
    if (r.nextBoolean()) {
      system.put("x-opt-enqueued-time", T.plusMillis(number).toEpochMilli());
    }
    Map<String, Object> own = new HashMap<>();
    own.put("long", r.nextLong());
    own.put("double", r.nextDouble());
    own.put("caf\u00e9 \ud83d\ude00", "\u20ac".repeat(r.nextInt(90)));
    own.put("bytes", new byte[r.nextInt(9)]);
    own.put("null", null);
    own.keySet().removeIf(k -> r.nextInt(3) == 0);
    byte[] body = new byte[r.nextInt(3000)];
    r.nextBytes(body);
    return new CapturedEvent(null, number, Long.toString(number * 40), T.plusMillis(number).truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
        .plusMillis(system.isEmpty() ? 0 : T.plusMillis(number).toEpochMilli() % 1000), system, own, body);
  }

  private static byte[] write(List<CapturedEvent> events) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CaptureFileWriter writer = new CaptureFileWriter(out);
    for (CapturedEvent e : events) {
      writer.write(e);
    }
    writer.close();
    writer.close();
    assertEquals(out.size(), writer.sizeBytes());
    return out.toByteArray();
  }

  private static List<CapturedEvent> events(int count) {
    Random r = new Random(count);
    return Stream.iterate(0L, n -> n + 1).limit(count).map(n -> event(r, n)).toList();
  }

  @Test
  void stockAvroReadsWhatIsWritten() throws IOException {
    for (int count : new int[] {1, 2, 100, 2000}) { // the last one over several blocks
      List<CapturedEvent> events = events(count);
      assertEquals(events.stream().map(StockAvro::text).toList(), StockAvro.read(write(events)));
    }
  }

  @Test
  void timesAreWrittenInTheServicesFormWhateverTheLocale() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      CapturedEvent event = new CapturedEvent(null, 0, "", T, Map.of(), Map.of(), new byte[0]);
      String file = new String(write(List.of(event)), StandardCharsets.ISO_8859_1);
      assertTrue(file.contains("3/1/2024 11:59:50 PM"), file);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anEmptyFileHasTheServices508Bytes() throws IOException {
    byte[] file = write(List.of());
    assertEquals(508, file.length);
    assertEquals(List.of(), StockAvro.read(file));
    Path real = Script.PROJECT.resolve("../shared/captures/empty.avro").normalize();
    assumeTrue(Files.exists(real), "optional: the real capture files are not here");
    int header = 508 - 16 - 2 - 16; // behind it are the marker, which is random, the empty block, the marker
    assertArrayEquals(java.util.Arrays.copyOf(Files.readAllBytes(real), header), java.util.Arrays.copyOf(file, header));
  }

  @Test
  void aValueThatNoCaptureFileHoldsIsRefusedAndTheFileIsAsBefore() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CapturedEvent good = events(1).get(0);
    Map<String, Object> none = new HashMap<>();
    none.put("nothing", null);
    try (CaptureFileWriter writer = new CaptureFileWriter(out)) {
      writer.write(good);
      for (CapturedEvent bad : List.of(new CapturedEvent(null, 1, "", T, Map.of(), Map.of("n", 5), new byte[0]),
          new CapturedEvent(null, 1, "", T, none, Map.of(), new byte[0]))) {
        String message = assertThrows(IllegalArgumentException.class, () -> writer.write(bad)).getMessage();
        assertTrue(message.matches("property '(n|nothing)': capture files hold .*"), message);
      }
    }
    assertEquals(List.of(StockAvro.text(good)), StockAvro.read(out.toByteArray()));
  }

  @Test
  void nobodySeesAFileBeforeItIsCommitted() throws IOException {
    CaptureStore store = new CaptureFolder(folder);
    List<String> seen = new ArrayList<>();
    try (CaptureOutput out = store.create("a/b.avro"); CaptureFileWriter writer = new CaptureFileWriter(out)) {
      for (CapturedEvent e : events(1000)) {
        writer.write(e);
      }
      store.list("").forEach(b -> seen.add(b.name()));
      writer.close();
      store.list("").forEach(b -> seen.add(b.name()));
      out.commit();
    }
    assertEquals(List.of(), seen);
    assertEquals(List.of("a/b.avro"), store.list("").map(CaptureBlob::name).toList());
    assertEquals(1000, StockAvro.read(Files.readAllBytes(folder.resolve("a/b.avro"))).size());
    try (Stream<Path> left = Files.list(folder.resolve("a"))) {
      assertEquals(1, left.count(), "nothing hidden is left");
    }
  }
}
