//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-messaging-eventhubs:5.21.3
package hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import capture.CaptureFolder;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** What the tests of the local hub have in common: clients of the real SDK, and capture files read by the stock Avro. */
final class HubFixture {
  static final String HUB = LocalHub.DEFAULT_EVENT_HUB;
  static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(20);

  private HubFixture() {
  }

  static EventHubClientBuilder client(LocalHub hub) {
    return client(hub.connectionString(HUB));
  }

  static EventHubClientBuilder client(String connectionString) {
    return new EventHubClientBuilder().connectionString(connectionString).consumerGroup("$Default")
        .retryOptions(new AmqpRetryOptions().setMaxRetries(2).setDelay(Duration.ofMillis(10)).setTryTimeout(Duration.ofSeconds(15)));
  }

  static void send(LocalHub hub, String partition, String... bodies) {
    try (EventHubProducerClient producer = client(hub).buildProducerClient()) {
      producer.send(Stream.of(bodies).map(EventData::new).toList(), new SendOptions().setPartitionId(partition));
    }
  }

  /** Exactly so many events of a partition, or as many as come within the limit. */
  static List<PartitionEvent> receive(LocalHub hub, String group, String partition, int count, EventPosition from) {
    List<PartitionEvent> events = new ArrayList<>();
    try (EventHubConsumerClient consumer = client(hub).consumerGroup(group).buildConsumerClient()) {
      EventPosition next = from;
      long end = System.nanoTime() + QUIET.toNanos();
      while (events.size() < count && System.nanoTime() < end) {
        for (PartitionEvent e : consumer.receiveFromPartition(partition, count - events.size(), next, Duration.ofSeconds(5))) {
          events.add(e);
          next = EventPosition.fromSequenceNumber(e.getData().getSequenceNumber());
        }
      }
    }
    return events;
  }

  static List<String> bodies(List<PartitionEvent> events) {
    return events.stream().map(e -> e.getData().getBodyAsString()).toList();
  }

  /** Checks that a hub still takes and gives events: one of this body, which its partition 0 has as its last then. */
  static void assertWell(LocalHub hub, String body) {
    send(hub, "0", body);
    long last;
    try (EventHubProducerClient p = client(hub).buildProducerClient()) {
      last = p.getPartitionProperties("0").getLastEnqueuedSequenceNumber();
    }
    assertEquals(List.of(body), bodies(receive(hub, "$Default", "0", 1, EventPosition.fromSequenceNumber(last, true))));
  }

  /** The memory in use once garbage is collected, in bytes. */
  static long memory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Waits until something is so; false if it is not within a minute. */
  static boolean until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10); // between two looks, not instead of one
    }
    return true;
  }

  static CaptureFolder folder(Path path) {
    return new CaptureFolder(path);
  }

  /** The names of the capture files in a folder, in their order. */
  static List<String> captures(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".avro")).filter(f -> !f.getFileName().toString().startsWith("."))
          .map(f -> folder.relativize(f).toString().replace('\\', '/')).sorted().toList();
    } catch (UncheckedIOException e) {
      return captures(folder); // a hidden file went while we looked
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records of one capture file, by the stock Avro library. */
  static List<GenericRecord> avro(Path file) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      reader.forEach(records::add);
    }
    return records;
  }

  /** The records of all capture files, by partition and in the order of the files' names. */
  static Map<String, List<GenericRecord>> avroByPartition(Path folder) throws IOException {
    Map<String, List<GenericRecord>> all = new LinkedHashMap<>();
    for (String name : captures(folder)) {
      all.computeIfAbsent(name.split("/")[2], p -> new ArrayList<>()).addAll(avro(folder.resolve(name)));
    }
    return all;
  }

  static String body(GenericRecord record) {
    return new String(bytes(record.get("Body")), StandardCharsets.UTF_8);
  }

  static byte[] bytes(Object buffer) {
    java.nio.ByteBuffer b = ((java.nio.ByteBuffer) buffer).duplicate();
    byte[] bytes = new byte[b.remaining()];
    b.get(bytes);
    return bytes;
  }

  /** A map of the record, with keys as text and text as String. */
  static Map<String, Object> map(GenericRecord record, String field) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) record.get(field)).forEach((k, v) -> map.put(k.toString(), v instanceof CharSequence ? v.toString() : v));
    return map;
  }

  /** All that a process says, to its end. */
  static String text(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    in.transferTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
