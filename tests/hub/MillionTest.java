package hub;

import static hub.HubFixture.client;
import static hub.HubFixture.folder;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.EventPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many events through several hubs at a time, each accounted for: sent, received, captured. LOCAL_HUB_EVENTS says how many. */
class MillionTest {
  private static final int EVENTS = Integer.parseInt(System.getenv().getOrDefault("LOCAL_HUB_EVENTS", "60000"));
  private static final int HUBS = 3;
  private static final int PARTITIONS = 2;

  @TempDir
  Path dir;

  @Test
  void everyEventIsAccountedFor() throws Exception {
    LocalHubBuilder builder = LocalHub.builder().capture(folder(dir)).size(4 << 20).retention(Duration.ofHours(1), 1L << 30);
    for (int h = 0; h < HUBS; h++) {
      builder.eventHub("hub" + h, PARTITIONS);
    }
    int each = EVENTS / HUBS;
    BitSet[] received = new BitSet[HUBS];
    try (LocalHub hub = builder.start()) {
      List<AutoCloseable> clients = new ArrayList<>();
      AtomicLong count = new AtomicLong();
      AtomicLong doubled = new AtomicLong();
      for (int h = 0; h < HUBS; h++) {
        BitSet seen = received[h] = new BitSet();
        EventHubConsumerAsyncClient consumer = client(hub.connectionString("hub" + h)).buildAsyncConsumerClient();
        clients.add(consumer);
        for (int p = 0; p < PARTITIONS; p++) {
          consumer.receiveFromPartition("" + p, EventPosition.earliest()).subscribe(e -> {
            int number = number(e.getData().getBodyAsString());
            synchronized (seen) {
              doubled.addAndGet(seen.get(number) ? 1 : 0);
              seen.set(number);
            }
            count.incrementAndGet();
          });
        }
      }
      Thread[] senders = new Thread[HUBS];
      for (int h = 0; h < HUBS; h++) {
        String cs = hub.connectionString("hub" + h);
        senders[h] = new Thread(() -> sendAll(cs, each));
        senders[h].start();
      }
      for (Thread t : senders) {
        t.join();
      }
      assertEquals((long) each * HUBS, hub.counters().eventsReceived());
      for (long before = -1; before != count.get() && count.get() < (long) each * HUBS;) { // a minute without one more is too long
        before = count.get();
        long then = before;
        until(() -> count.get() >= (long) each * HUBS || count.get() >= then + 10_000);
      }
      assertEquals((long) each * HUBS, count.get());
      assertEquals(0, doubled.get());
      for (AutoCloseable c : clients) {
        c.close();
      }
    }
    checkCaptured(each);
    for (BitSet seen : received) {
      assertEquals(each, seen.cardinality());
    }
    System.out.printf("%d events through %d hubs: each received once, and captured once%n", (long) each * HUBS, HUBS);
  }

  private static int number(String body) {
    return Integer.parseInt(body.substring(0, body.indexOf(' ')));
  }

  private static void sendAll(String connectionString, int count) {
    try (EventHubProducerClient p = client(connectionString).buildProducerClient()) {
      for (int sent = 0; sent < count;) {
        EventDataBatch batch = p.createBatch(new CreateBatchOptions().setPartitionId("" + sent / 500 % PARTITIONS));
        for (int i = 0; i < 500 && sent < count; i++) {
          batch.tryAdd(new EventData(sent++ + " some telemetry that is as long as telemetry usually is, or a little longer"));
        }
        p.send(batch);
      }
    }
  }

  /** Every number once, and in every partition sequence numbers without a gap in the order of the files. */
  private void checkCaptured(int each) throws Exception {
    for (int h = 0; h < HUBS; h++) {
      BitSet seen = new BitSet();
      long[] next = new long[PARTITIONS];
      String prefix = "local/hub" + h + "/";
      for (String name : HubFixture.captures(dir)) {
        if (name.startsWith(prefix)) {
          int partition = Integer.parseInt(name.split("/")[2]);
          for (GenericRecord r : HubFixture.avro(dir.resolve(name))) {
            assertEquals(next[partition]++, r.get("SequenceNumber"), name);
            seen.set(number(HubFixture.body(r)));
          }
        }
      }
      assertEquals(each, seen.cardinality());
      assertEquals(each, next[0] + next[1]);
    }
  }
}
