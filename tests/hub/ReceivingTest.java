package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.bodies;
import static hub.HubFixture.client;
import static hub.HubFixture.receive;
import static hub.HubFixture.send;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.LastEnqueuedEventProperties;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class ReceivingTest {
  private static LocalHub hub;

  @BeforeAll
  static void start() throws Exception {
    hub = LocalHub.builder().eventHub(HUB, 8, "second").start();
    send(hub, "0", "a", "b", "c");
    Thread.sleep(5); // so that enqueued times differ: the clock is what is tested
    send(hub, "0", "d");
  }

  @AfterAll
  static void stop() throws Exception {
    hub.close();
  }

  private static List<String> from(EventPosition position, int count) {
    return bodies(receive(hub, "$Default", "0", count, position));
  }

  @Test
  void fromTheEarliest() {
    assertEquals(List.of("a", "b", "c", "d"), from(EventPosition.earliest(), 4));
  }

  @Test
  void fromASequenceNumberInclusiveAndNot() {
    assertEquals(List.of("c", "d"), from(EventPosition.fromSequenceNumber(1), 2));
    assertEquals(List.of("b", "c", "d"), from(EventPosition.fromSequenceNumber(1, true), 3));
  }

  @Test
  void fromAnOffsetAndFromATime() {
    List<PartitionEvent> all = receive(hub, "$Default", "0", 4, EventPosition.earliest());
    assertEquals(List.of("c", "d"), from(EventPosition.fromOffset(all.get(1).getData().getOffset()), 2));
    assertEquals(List.of("d"), from(EventPosition.fromEnqueuedTime(all.get(2).getData().getEnqueuedTime()), 1));
  }

  @Test
  void fromTheLatest() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    EventHubConsumerAsyncClient consumer = client(hub).buildAsyncConsumerClient();
    Disposable receiving = consumer.receiveFromPartition("1", EventPosition.latest()).subscribe(e -> got.add(e.getData().getBodyAsString()));
    int[] sent = {0};
    assertTrue(until(() -> { // attached at some time; what is sent after that arrives
      send(hub, "1", "n" + sent[0]++);
      return !got.isEmpty();
    }));
    receiving.dispose();
    consumer.close();
    assertTrue(got.get(0).startsWith("n"));
  }

  @Test
  void eachConsumerGroupReadsForItself() {
    assertEquals(List.of("a", "b", "c", "d"), bodies(receive(hub, "second", "0", 4, EventPosition.earliest())));
    assertEquals(List.of("a", "b", "c", "d"), from(EventPosition.earliest(), 4));
  }

  @Test
  void noSuchConsumerGroup() {
    assertEquals(AmqpErrorCondition.NOT_FOUND, failure("nosuch", "0", null));
  }

  @Test
  void noSuchPartition() {
    assertEquals(AmqpErrorCondition.ARGUMENT_OUT_OF_RANGE_ERROR, failure("$Default", "17", null));
    EventHubConsumerAsyncClient c = client(hub).buildAsyncConsumerClient();
    // What this SDK makes of status 400.
    RuntimeException e = assertThrows(IllegalArgumentException.class, () -> c.getPartitionProperties("17").block());
    c.close();
    assertTrue(e.getMessage().contains("It should be between 0 and "), e.getMessage());
  }

  @Test
  void beyondTheEndIsOutOfRange() {
    EventHubConsumerAsyncClient c = client(hub).buildAsyncConsumerClient();
    RuntimeException e = assertThrows(RuntimeException.class,
        () -> c.receiveFromPartition("0", EventPosition.fromSequenceNumber(99)).blockFirst(Duration.ofSeconds(20)));
    c.close();
    Throwable cause = e instanceof AmqpException ? e : e.getCause();
    assertTrue(cause instanceof AmqpException a && a.getErrorCondition() == AmqpErrorCondition.ARGUMENT_OUT_OF_RANGE_ERROR, e + " " + cause);
  }

  private static AmqpErrorCondition failure(String group, String partition, Long epoch) {
    AtomicReference<Throwable> error = new AtomicReference<>();
    EventHubConsumerAsyncClient c = client(hub).consumerGroup(group).buildAsyncConsumerClient();
    try {
      c.receiveFromPartition(partition, EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(epoch))
          .blockFirst(Duration.ofSeconds(20));
    } catch (RuntimeException e) {
      error.set(e);
    } finally {
      c.close();
    }
    assertNotNull(error.get());
    return error.get() instanceof AmqpException a ? a.getErrorCondition() : error.get().getCause() instanceof AmqpException b
        ? b.getErrorCondition() : null;
  }

  @Test
  void aHigherEpochDisplacesAndALowerIsRefused() throws Exception {
    AtomicReference<Throwable> error = new AtomicReference<>();
    EventHubConsumerAsyncClient low = client(hub).buildAsyncConsumerClient();
    EventHubConsumerAsyncClient high = client(hub).buildAsyncConsumerClient();
    List<String> lowGot = new CopyOnWriteArrayList<>();
    List<String> highGot = new CopyOnWriteArrayList<>();
    send(hub, "2", "x");
    low.receiveFromPartition("2", EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(1L))
        .subscribe(e -> lowGot.add(e.getData().getBodyAsString()), error::set);
    assertTrue(until(() -> lowGot.size() == 1));
    high.receiveFromPartition("2", EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(2L))
        .subscribe(e -> highGot.add(e.getData().getBodyAsString()));
    assertTrue(until(() -> error.get() != null));
    assertEquals(AmqpErrorCondition.LINK_STOLEN, ((AmqpException) error.get()).getErrorCondition());
    assertTrue(until(() -> highGot.size() == 1));
    assertEquals(AmqpErrorCondition.LINK_STOLEN, failure("$Default", "2", 1L));
    assertEquals(AmqpErrorCondition.LINK_STOLEN, failure("$Default", "2", null));
    low.close();
    high.close();
  }

  @Test
  void fiveReadersAndNotSix() throws Exception {
    send(hub, "3", "x");
    List<EventHubConsumerAsyncClient> clients = new ArrayList<>();
    List<String> got = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 5; i++) {
      EventHubConsumerAsyncClient c = client(hub).buildAsyncConsumerClient();
      c.receiveFromPartition("3", EventPosition.earliest()).subscribe(e -> got.add(e.getData().getBodyAsString()));
      clients.add(c);
    }
    assertTrue(until(() -> got.size() == 5));
    assertEquals(AmqpErrorCondition.RESOURCE_LIMIT_EXCEEDED, failure("$Default", "3", null));
    assertEquals(List.of("x"), bodies(receive(hub, "second", "3", 1, EventPosition.earliest())));
    clients.get(0).close();
    assertTrue(until(() -> bodies(receive(hub, "$Default", "3", 1, EventPosition.earliest())).equals(List.of("x"))));
    clients.forEach(EventHubConsumerAsyncClient::close);
  }

  @Test
  void whatWasLastEnqueued() {
    EventHubConsumerAsyncClient c = client(hub).buildAsyncConsumerClient();
    LastEnqueuedEventProperties last = c.receiveFromPartition("0", EventPosition.earliest(),
        new ReceiveOptions().setTrackLastEnqueuedEventProperties(true)).blockFirst(Duration.ofSeconds(20)).getLastEnqueuedEventProperties();
    c.close();
    assertEquals(3L, last.getSequenceNumber());
    assertNotNull(last.getOffset());
    assertNotNull(last.getEnqueuedTime());
  }

  @Test
  void aSlowReaderCostsNoMemoryAndNobodyTime() throws Exception {
    String big = "x".repeat(100_000);
    for (int i = 0; i < 20; i++) {
      send(hub, "4", big, big, big, big, big); // 10 MB
    }
    AtomicReference<Long> seen = new AtomicReference<>(0L);
    long before = hub.counters().eventsDelivered();
    EventHubConsumerAsyncClient slow = client(hub).prefetchCount(5).buildAsyncConsumerClient();
    slow.receiveFromPartition("4", EventPosition.earliest()).limitRate(1).subscribe(new reactor.core.publisher.BaseSubscriber<>() {
      @Override
      protected void hookOnSubscribe(org.reactivestreams.Subscription s) {
        s.request(1); // and never more
      }

      @Override
      protected void hookOnNext(PartitionEvent e) {
        seen.set(seen.get() + 1);
      }
    });
    assertTrue(until(() -> seen.get() == 1));
    assertEquals(100, receive(hub, "second", "4", 100, EventPosition.earliest()).size());
    long toSlow = hub.counters().eventsDelivered() - before - 100;
    assertTrue(toSlow < 50, toSlow + " events pushed at a reader that asked for one");
    slow.close();
  }

  @Test
  void onlyWhoMayListenReceives() throws Exception {
    AccessKey sender = new AccessKey("sender", AccessKey.randomKey(), java.util.Set.of(AccessRight.SEND));
    AccessKey reader = new AccessKey("reader", AccessKey.randomKey(), java.util.Set.of(AccessRight.LISTEN));
    try (LocalHub two = LocalHub.builder().key(sender).key(reader).start()) {
      assertEquals(AmqpErrorCondition.UNAUTHORIZED_ACCESS, sendAs(two, reader));
      assertNull(sendAs(two, sender));
      assertEquals(AmqpErrorCondition.UNAUTHORIZED_ACCESS, receiveAs(two, sender));
      assertNull(receiveAs(two, reader));
      assertFalse(two.keys().toString().contains(sender.key()));
    }
  }

  private static AmqpErrorCondition sendAs(LocalHub two, AccessKey key) {
    try (var p = client(two.connectionString(key) + ";EntityPath=" + HUB).buildProducerClient()) {
      p.send(List.of(new com.azure.messaging.eventhubs.EventData("x")), new com.azure.messaging.eventhubs.models.SendOptions().setPartitionId("0"));
      return null;
    } catch (AmqpException e) {
      return e.getErrorCondition();
    }
  }

  private static AmqpErrorCondition receiveAs(LocalHub two, AccessKey key) {
    EventHubConsumerAsyncClient c = client(two.connectionString(key) + ";EntityPath=" + HUB).buildAsyncConsumerClient();
    try {
      c.receiveFromPartition("0", EventPosition.earliest()).blockFirst(Duration.ofSeconds(20));
      return null;
    } catch (AmqpException e) {
      return e.getErrorCondition();
    } finally {
      c.close();
    }
  }
}
