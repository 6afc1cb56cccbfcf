package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.avroByPartition;
import static hub.HubFixture.folder;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import support.Script;

/**
 * What Sender.java, as a process, makes of each fault: every event is acknowledged exactly once in its count, or named as
 * lost.
 */
class SenderFaultTest {
  private static final int DEVICES = 5;

  @TempDir
  Path dir;

  private static List<String> events(int rounds) {
    Telemetry telemetry = Telemetry.seeded(DEVICES, 1);
    return Stream.generate(telemetry::round).limit(rounds).flatMap(List::stream)
        .map(r -> new String(Telemetry.json(r), StandardCharsets.UTF_8)).toList();
  }

  private Script send(LocalHub hub, int rounds) throws Exception {
    return Script.run(dir, Map.of("EVENTHUB_CONNECTION_STRING", hub.connectionString(), "EVENTHUB_NAME", HUB), "Sender.java",
        "--devices", Integer.toString(DEVICES), "--rounds", Integer.toString(rounds), "--seed", "1");
  }

  private List<String> captured() throws Exception {
    return avroByPartition(dir).values().stream().flatMap(List::stream).map(HubFixture::body).toList();
  }

  static Stream<Fault> faultsThatPass() {
    return Stream.of(new Fault.ServerBusy(1), new Fault.LinkDetached(1), new Fault.ConnectionCut(7), new Fault.AcknowledgementLost(1),
        new Fault.Slow(Duration.ofMillis(300), 3), new Fault.StorageFailing(2));
  }

  @ParameterizedTest
  @MethodSource("faultsThatPass")
  void afterAFaultThatPassesEveryEventIsAcknowledgedOnceInTheCount(Fault fault) throws Exception {
    long taken;
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 2).capture(folder(dir)).start()) {
      hub.fault(fault);
      Script run = send(hub, 3);
      assertEquals(0, run.exit(), run.err());
      assertEquals("0\n1\n2\n15 events from 5 devices sent to telemetry at localhost:" + hub.port() + "\n", run.out());
      taken = hub.counters().eventsReceived();
    }
    List<String> captured = captured();
    assertEquals(taken, captured.size());
    assertEquals(new HashSet<>(events(3)), new HashSet<>(captured));
    if (fault instanceof Fault.AcknowledgementLost) {
      assertTrue(captured.size() > 15, "the service has it, and is sent it again");
    } else if (!(fault instanceof Fault.ConnectionCut)) { // with which acknowledgements under way may be lost
      assertEquals(15, captured.size());
    }
  }

  @Test
  void aServerThatTurnsBusyInTheMiddleLosesOnlyWhatIsNamed() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 2).capture(folder(dir)).start()) {
      // The second round comes a while after the first: by then the hub is busy, and stays so.
      Process process = Script.start(dir, Map.of("EVENTHUB_CONNECTION_STRING", hub.connectionString(), "EVENTHUB_NAME", HUB),
          "Sender.java", "--devices", Integer.toString(DEVICES), "--rounds", "3", "--seed", "1", "--interval", "1s");
      assertTrue(until(() -> hub.counters().eventsReceived() == DEVICES));
      hub.fault(new Fault.ServerBusy(1_000));
      String said = HubFixture.text(process.getErrorStream());
      assertEquals(1, process.waitFor());
      assertTrue(said.contains("the service is busy"), said);
      assertTrue(said.contains("5 of 15 events were acknowledged; in round 1 those of 5 devices were not: "
          + String.join(" ", Telemetry.seeded(DEVICES, 1).devices())), said);
    }
    assertEquals(new HashSet<>(events(1)), Set.copyOf(captured()));
  }

  @Test
  void aRefusedTokenIsSaidAtOnceInOneLine() throws Exception {
    try (LocalHub hub = LocalHub.start()) {
      hub.fault(new Fault.TokenRefused(1_000));
      Script run = send(hub, 1);
      assertEquals(1, run.exit());
      assertTrue(run.err().matches("Sender: telemetry at localhost:\\d+: not let in; check the key.*\n"), run.err());
      assertEquals("", run.out());
      assertEquals(0, hub.counters().eventsReceived());
    }
  }
}
