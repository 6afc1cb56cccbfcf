package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.avroByPartition;
import static hub.HubFixture.folder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Sender makes of each fault: every event is acknowledged once in the count, or named as lost. */
class SenderFaultTest {
  @TempDir
  Path dir;

  /** Sends 3 rounds of 5 devices with a fault after the first; returns how often each body was captured. */
  private Map<String, Long> send(Fault fault, long acknowledged) throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 2).capture(folder(dir)).start();
        TelemetrySender sender = TelemetrySender.connect(HubAddress.ofConnectionString(hub.connectionString(), HUB))) {
      Telemetry telemetry = Telemetry.seeded(5, 1);
      assertNull(sender.send(telemetry.round()).reason());
      hub.fault(fault);
      long lost = 0;
      for (int round = 0; round < 2; round++) {
        TelemetrySender.Result result = sender.send(telemetry.round());
        lost += result.unacknowledged().size();
      }
      assertEquals(acknowledged, sender.acknowledged());
      assertEquals(15, sender.acknowledged() + lost);
    }
    return avroByPartition(dir).values().stream().flatMap(List::stream).map(HubFixture::body)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void aBusyServer() throws Exception {
    assertEquals(15, send(new Fault.ServerBusy(2), 15).size());
  }

  @Test
  void aDetachedLink() throws Exception {
    assertEquals(15, send(new Fault.LinkDetached(1), 15).size());
  }

  @Test
  void aCutConnection() throws Exception {
    assertEquals(15, send(new Fault.ConnectionCut(2), 15).size());
  }

  @Test
  void aLostAcknowledgementMayDoubleButNotLose() throws Exception {
    assertEquals(15, send(new Fault.AcknowledgementLost(1), 15).size());
  }

  @Test
  void aSlowServer() throws Exception {
    assertEquals(15, send(new Fault.Slow(Duration.ofMillis(300), 3), 15).size());
  }

  @Test
  void failingStorage() throws Exception {
    assertEquals(15, send(new Fault.StorageFailing(2), 15).size());
  }

  @Test
  void aServerThatStaysBusyLeavesNamedLosses() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 2).start();
        TelemetrySender sender = TelemetrySender.connect(HubAddress.ofConnectionString(hub.connectionString(), HUB))) {
      Telemetry telemetry = Telemetry.seeded(2, 1);
      hub.fault(new Fault.ServerBusy(1_000));
      TelemetrySender.Result result = sender.send(telemetry.round());
      assertEquals(2, result.unacknowledged().size());
      assertNotNull(result.reason());
      assertEquals(0, sender.acknowledged());
      assertEquals(0, hub.counters().eventsReceived());
    }
  }

  @Test
  void aRefusedTokenIsSaidAtOnce() throws Exception {
    try (LocalHub hub = LocalHub.start()) {
      hub.fault(new Fault.TokenRefused(1_000));
      assertThrows(HubException.class, () -> {
        try (TelemetrySender sender = TelemetrySender.connect(HubAddress.ofConnectionString(hub.connectionString(), HUB))) {
          assertNotNull(sender.send(Telemetry.seeded(1, 1).round()).reason());
        }
      });
    }
  }
}
