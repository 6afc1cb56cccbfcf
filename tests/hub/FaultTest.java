package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.client;
import static hub.HubFixture.receive;
import static hub.HubFixture.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.EventPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Exceptions;

/** What the Java SDK makes of each fault. */
class FaultTest {
  private LocalHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = LocalHub.builder().eventHub(HUB, 1).start();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private void assertTaken(String... bodies) {
    assertEquals(List.of(bodies), HubFixture.bodies(receive(hub, "$Default", "0", bodies.length, EventPosition.earliest())));
    assertEquals(bodies.length, hub.counters().eventsReceived());
  }

  @Test
  void serverBusyIsRetried() {
    hub.fault(new Fault.ServerBusy(1));
    send(hub, "0", "x");
    assertTaken("x");
  }

  @Test
  void aDetachedLinkIsAttachedAgain() {
    hub.fault(new Fault.LinkDetached(1));
    send(hub, "0", "x");
    assertTaken("x");
  }

  @Test
  void aCutConnectionIsMadeAgain() {
    hub.fault(new Fault.ConnectionCut(2));
    send(hub, "0", "x", "y");
    send(hub, "0", "z");
    assertTaken("x", "y", "z");
  }

  @Test
  void aLostAcknowledgementMakesADuplicate() {
    hub.fault(new Fault.AcknowledgementLost(1));
    send(hub, "0", "x");
    assertTaken("x", "x");
  }

  @Test
  void aRefusedTokenFailsAtOnce() {
    hub.fault(new Fault.TokenRefused(1));
    AmqpException e = assertThrows(AmqpException.class, () -> send(hub, "0", "x"));
    assertEquals(AmqpErrorCondition.UNAUTHORIZED_ACCESS, e.getErrorCondition());
    send(hub, "0", "y");
    assertTaken("y");
  }

  @Test
  void slowIsOnlySlow() {
    Duration delay = Duration.ofMillis(700);
    hub.fault(new Fault.Slow(delay, 1));
    long start = System.nanoTime();
    send(hub, "0", "x");
    assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(delay) >= 0);
    assertTaken("x");
  }

  @Test
  void failingStorageIsNotTheClientsBusiness(@TempDir Path dir) throws Exception {
    List<String> problems = new CopyOnWriteArrayList<>();
    try (LocalHub captured = LocalHub.builder().eventHub(HUB, 1).capture(HubFixture.folder(dir)).size(1).onProblem(problems::add).start()) {
      captured.fault(new Fault.StorageFailing(2));
      send(captured, "0", "x");
      assertEquals(1, captured.counters().eventsReceived());
      assertTrue(HubFixture.until(() -> HubFixture.captures(dir).size() == 1), problems.toString());
    }
    assertEquals(1, problems.size(), problems.toString());
    assertEquals("x", HubFixture.body(HubFixture.avroByPartition(dir).get("0").get(0)));
  }

  @Test
  void afterTheLastTryTheSdkGivesUp() {
    hub.fault(new Fault.ServerBusy(50));
    try (var p = client(hub).retryOptions(new AmqpRetryOptions().setMaxRetries(0)).buildProducerClient()) {
      // What may be tried again, the SDK wraps once it has stopped trying; what may not, it throws as it is.
      RuntimeException e = assertThrows(RuntimeException.class, () -> p.send(List.of(new EventData("x"))));
      assertTrue(Exceptions.isRetryExhausted(e), e.toString());
      assertEquals(AmqpErrorCondition.SERVER_BUSY_ERROR, ((AmqpException) e.getCause()).getErrorCondition());
    }
    assertEquals(0, hub.counters().eventsReceived());
  }

  @Test
  void aFaultThatNeverHappensIsNone() {
    assertThrows(IllegalArgumentException.class, () -> hub.fault(new Fault.ServerBusy(0)));
    assertThrows(IllegalArgumentException.class, () -> hub.fault(new Fault.ConnectionCut(-1)));
  }
}
