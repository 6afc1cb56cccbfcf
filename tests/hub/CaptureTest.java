package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.avro;
import static hub.HubFixture.avroByPartition;
import static hub.HubFixture.body;
import static hub.HubFixture.captures;
import static hub.HubFixture.client;
import static hub.HubFixture.folder;
import static hub.HubFixture.map;
import static hub.HubFixture.receive;
import static hub.HubFixture.send;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capture.CaptureNameFormat;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTest {
  @TempDir
  Path dir;

  private static Instant start(String name) {
    return LocalDateTime.parse(name.substring(name.indexOf("/20") + 1, name.length() - ".avro".length()),
        DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/mm/ss")).toInstant(ZoneOffset.UTC);
  }

  @Test
  void capturedIsWhatConsumersReceive() throws Exception {
    try (LocalHub hub = LocalHub.builder().capture(folder(dir)).start()) {
      Instant before = Instant.now();
      send(hub, "1", "one", "two", "three");
      try (EventHubProducerClient p = client(hub).buildProducerClient()) {
        p.send(List.of(new EventData("keyed")), new SendOptions().setPartitionKey("key"));
      }
      List<List<PartitionEvent>> received = new ArrayList<>();
      int keyed = PartitionKeys.partitionOf("key", 4);
      for (int i = 0; i < 4; i++) {
        int count = (i == 1 ? 3 : 0) + (i == keyed ? 1 : 0);
        received.add(count == 0 ? List.of() : receive(hub, "$Default", "" + i, count, EventPosition.earliest()));
      }
      hub.close();
      Map<String, List<GenericRecord>> captured = avroByPartition(dir);
      for (int i = 0; i < 4; i++) {
        List<GenericRecord> records = captured.getOrDefault("" + i, List.of());
        assertEquals(received.get(i).size(), records.size());
        for (int k = 0; k < records.size(); k++) {
          assertSame(received.get(i).get(k).getData(), records.get(k));
        }
      }
      for (String name : captures(dir)) {
        assertTrue(name.startsWith("local/" + HUB + "/"), name);
        assertTrue(Duration.between(start(name), before).abs().toSeconds() < 10, name);
      }
    }
  }

  private static void assertSame(EventData event, GenericRecord record) {
    assertEquals(event.getSequenceNumber(), record.get("SequenceNumber"));
    assertEquals(event.getSystemProperties().get("x-opt-offset").toString(), record.get("Offset").toString());
    assertEquals(event.getBodyAsString(), body(record));
    Map<String, Object> system = map(record, "SystemProperties");
    assertEquals(event.getPartitionKey(), system.get("x-opt-partition-key"));
    assertEquals(event.getEnqueuedTime().toEpochMilli(), system.get("x-opt-enqueued-time"));
    assertEquals(DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC).format(event.getEnqueuedTime()),
        record.get("EnqueuedTimeUtc").toString());
  }

  /** Real files of the service's, where they are at hand; a test must not need them. */
  private static byte[] real(String name) throws Exception {
    Path file = Path.of(System.getProperty("project.root", ".")).toAbsolutePath().normalize().resolveSibling("shared/captures").resolve(name);
    assumeTrue(Files.exists(file), "optional: the real capture files are not here");
    return Files.readAllBytes(file);
  }

  /** Up to where the sync marker starts, which is random. */
  private static int header(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf("\"bytes\"]}]}") + 12;
  }

  @ParameterizedTest
  @ValueSource(strings = {"p9--2022-12-09--17-10-12.avro", "events-380-json.avro", "events-677-text.avro"})
  void theFileIsLaidOutLikeTheServices(String name) throws Exception {
    byte[] theirs = real(name);
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).start()) {
      send(hub, "0", IntStream.range(0, 400).mapToObj(n -> "event " + n).toArray(String[]::new));
    }
    byte[] ours = Files.readAllBytes(dir.resolve(captures(dir).get(0)));
    assertEquals(new Schema.Parser().parse(schema(theirs)), new Schema.Parser().parse(schema(ours)));
    for (byte[] file : List.of(theirs, ours)) { // one block: the marker behind the header comes once more, at the end
      byte[] marker = Arrays.copyOfRange(file, header(file), header(file) + 16);
      String text = new String(file, StandardCharsets.ISO_8859_1);
      assertEquals(file.length - 16, text.indexOf(new String(marker, StandardCharsets.ISO_8859_1), header(file) + 16));
    }
    if (name.startsWith("p9")) {
      assertArrayEquals(Arrays.copyOf(theirs, header(theirs)), Arrays.copyOf(ours, header(ours)));
    }
  }

  private static String schema(byte[] file) throws Exception {
    try (var reader = new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<GenericRecord>())) {
      return reader.getMetaString("avro.schema");
    }
  }

  @Test
  void anEmptyFileIsTheServicesButForItsRandomMarker() throws Exception {
    byte[] theirs = real("empty.avro");
    List<CapturedBlob> blobs = new CopyOnWriteArrayList<>();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).window(Duration.ofMillis(500)).onCaptured(blobs::add).start()) {
      assertTrue(until(() -> !blobs.isEmpty()));
    }
    byte[] ours = Files.readAllBytes(dir.resolve(blobs.get(0).name()));
    for (byte[] file : List.of(theirs, ours)) {
      Arrays.fill(file, header(file), header(file) + 16, (byte) 0);
      Arrays.fill(file, file.length - 16, file.length, (byte) 0);
    }
    assertArrayEquals(theirs, ours);
  }

  @Test
  void aLargeWindowNeedsLittleMemory() throws Exception {
    long before = HubFixture.memory();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).size(200L << 20).retention(Duration.ofHours(1), 1 << 20).start()) {
      String[] batch = Stream.generate(() -> "x".repeat(100_000)).limit(10).toArray(String[]::new);
      for (int i = 0; i < 80; i++) {
        send(hub, "0", batch); // 80 MB in one window
      }
      // What the clients, in the same JVM, let go of goes when they have closed.
      assertTrue(until(() -> HubFixture.memory() - before < 40 << 20),
          () -> HubFixture.memory() - before + " bytes more for a window of 80 MB that is open");
    }
    assertEquals(1, captures(dir).size());
    assertEquals(800, avro(dir.resolve(captures(dir).get(0))).size());
  }

  @Test
  void aWindowClosesByTimeAndEmptyOnesLeave508Bytes() throws Exception {
    List<CapturedBlob> blobs = new CopyOnWriteArrayList<>();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).window(Duration.ofSeconds(1)).onCaptured(blobs::add).start()) {
      send(hub, "0", "first");
      assertTrue(until(() -> blobs.size() >= 3));
      assertEquals(1, blobs.get(0).events());
      assertEquals(0, blobs.get(1).events());
      assertEquals(508, blobs.get(1).sizeBytes());
      assertEquals(508, Files.size(dir.resolve(blobs.get(1).name())));
      assertEquals(List.of(), avro(dir.resolve(blobs.get(1).name())));
      assertEquals(blobs.get(0).windowStart().plusSeconds(1), blobs.get(1).windowStart());
      assertEquals(blobs.get(1).windowStart().getEpochSecond(), start(blobs.get(1).name()).getEpochSecond());
    }
  }

  @Test
  void emptyWindowsCanBeSkipped() throws Exception {
    List<CapturedBlob> blobs = new CopyOnWriteArrayList<>();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).window(Duration.ofMillis(300)).skipEmpty(true)
        .onCaptured(blobs::add).start()) {
      send(hub, "0", "first");
      assertTrue(until(() -> blobs.size() == 1));
      Instant second = blobs.get(0).windowStart().plusMillis(900);
      assertTrue(until(() -> Instant.now().isAfter(second)));
      send(hub, "0", "second");
      assertTrue(until(() -> blobs.size() == 2));
    }
    assertEquals(List.of(1L, 1L), blobs.stream().map(CapturedBlob::events).toList());
  }

  @Test
  void aWindowClosesBySizeAndTheNextOpensAtOnce() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 2).capture(folder(dir)).size(100_000).start()) {
      for (int i = 0; i < 30; i++) {
        send(hub, "0", IntStream.range(i * 10, i * 10 + 10).mapToObj(n -> n + "x".repeat(1000)).toArray(String[]::new));
      }
    }
    List<String> names = captures(dir);
    assertTrue(names.size() >= 3 && names.size() <= 4, names.toString());
    List<GenericRecord> all = avroByPartition(dir).get("0");
    assertEquals(300, all.size());
    for (int i = 0; i < 300; i++) {
      assertEquals((long) i, all.get(i).get("SequenceNumber"));
    }
  }

  @Test
  void anothersFilesAreNeverOverwritten() throws Exception {
    List<String> before = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).start()) {
        send(hub, "0", "run " + run);
      }
      List<String> now = captures(dir);
      assertEquals(run + 1, now.size(), now.toString());
      assertTrue(now.containsAll(before));
      before = now;
    }
    assertEquals(List.of("run 0", "run 1", "run 2"), avroByPartition(dir).get("0").stream().map(HubFixture::body).toList());
  }

  @Test
  void namesCanHaveAnyFormatWithAllTokens() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).namespace("mine").capture(folder(dir))
        .nameFormat(CaptureNameFormat.of("{EventHub}/{Namespace}_{PartitionId}/{Year}-{Month}-{Day}/{Hour}h{Minute}m{Second}")).start()) {
      send(hub, "0", "x");
    }
    assertTrue(captures(dir).get(0).matches(HUB + "/mine_0/\\d{4}-\\d\\d-\\d\\d/\\d\\dh\\d\\dm\\d\\d\\.avro"), captures(dir).toString());
    String all = CaptureNameFormat.DEFAULT.toString();
    for (String token : all.split("/")) {
      String message = assertThrows(IllegalArgumentException.class, () -> CaptureNameFormat.of(all.replace(token, "x"))).getMessage();
      assertTrue(message.contains("token " + token + " is missing"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> CaptureNameFormat.of(all + "/{Millisecond}"));
  }

  @Test
  void whileTheStoreIsDownNothingIsLostAndNobodyWaits() throws Exception {
    Path blocked = dir.resolve("blocked");
    Files.writeString(blocked, "a file where the folder should be");
    List<String> problems = new CopyOnWriteArrayList<>();
    List<CapturedBlob> stored = new CopyOnWriteArrayList<>();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(blocked)).size(2000).onCaptured(stored::add)
        .onProblem(problems::add).start()) {
      for (int i = 0; i < 50; i++) {
        send(hub, "0", IntStream.range(i * 10, i * 10 + 10).mapToObj(n -> "event " + n).toArray(String[]::new));
      }
      assertEquals(500, hub.counters().eventsReceived());
      assertTrue(until(() -> !problems.isEmpty()));
      assertEquals(1, problems.size(), problems.toString());
      assertTrue(problems.get(0).contains("blocked"), problems.get(0));
      Files.delete(blocked);
      assertTrue(until(() -> captures(blocked).size() > 3));
    }
    List<GenericRecord> all = avroByPartition(blocked).get("0");
    List<String> names = stored.stream().map(CapturedBlob::name).toList();
    assertEquals(captures(blocked), names, "stored in the order of their names");
    assertEquals(IntStream.range(0, 500).mapToObj(n -> "event " + n).toList(), all.stream().map(HubFixture::body).toList());
  }

  @Test
  void aStoreThatStaysDownIsSaidAtTheStopAndTheFilesAreKept() throws Exception {
    LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(dir)).start();
    send(hub, "0", "kept");
    hub.fault(new Fault.StorageFailing(1_000_000));
    UncheckedIOException e = assertThrows(UncheckedIOException.class, hub::close);
    assertTrue(e.getMessage().matches("(?s)1 captured events in 1 files could not be written; they are kept in .*"), e.getMessage());
    Path kept = Path.of(e.getMessage().replaceFirst("(?s).* kept in (\\S+).*", "$1"));
    assertEquals("kept", body(avroInFolder(kept).get(0)));
    for (Path p : Files.walk(kept).sorted(java.util.Comparator.reverseOrder()).toList()) {
      Files.delete(p);
    }
  }

  private static List<GenericRecord> avroInFolder(Path folder) throws Exception {
    List<GenericRecord> all = new ArrayList<>();
    for (Path p : Files.list(folder).toList()) {
      all.addAll(avro(p));
    }
    return all;
  }

  @Test
  void settingsOutsideTheServicesAreRefused() {
    LocalHubBuilder b = LocalHub.builder();
    assertThrows(IllegalArgumentException.class, () -> b.serviceWindow(Duration.ofSeconds(59), 10 << 20));
    assertThrows(IllegalArgumentException.class, () -> b.serviceWindow(Duration.ofSeconds(901), 10 << 20));
    assertThrows(IllegalArgumentException.class, () -> b.serviceWindow(Duration.ofSeconds(60), (10 << 20) - 1));
    assertThrows(IllegalArgumentException.class, () -> b.serviceWindow(Duration.ofSeconds(60), (500L << 20) + 1));
    b.serviceWindow(Duration.ofSeconds(900), 500L << 20);
  }
}
