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

import capture.CaptureNameFormat;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void theFileIsLikeTheServicesToTheLastField() throws Exception {
    Path real = Path.of("/work/shared/captures/p9--2022-12-09--17-10-12.avro");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(real), "optional: the real capture files are not here");
    try (LocalHub hub = LocalHub.builder().capture(folder(dir)).start()) {
      send(hub, "0", "x");
    }
    byte[] ours = Files.readAllBytes(dir.resolve(captures(dir).get(0)));
    byte[] theirs = Files.readAllBytes(real);
    int header = new String(theirs, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\"bytes\"]}]}") + 12;
    assertArrayEquals(java.util.Arrays.copyOf(theirs, header), java.util.Arrays.copyOf(ours, header));
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
    assertThrows(IllegalArgumentException.class, () -> CaptureNameFormat.of("{Namespace}/{EventHub}"));
  }

  @Test
  void whileTheStoreIsDownNothingIsLostAndNobodyWaits() throws Exception {
    Path blocked = dir.resolve("blocked");
    Files.writeString(blocked, "a file where the folder should be");
    List<String> problems = new CopyOnWriteArrayList<>();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).capture(folder(blocked)).size(2000).onProblem(problems::add).start()) {
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
