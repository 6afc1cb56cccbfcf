//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-messaging-eventhubs:5.21.3
package hub;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubProducerAsyncClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends readings and knows which of them the service acknowledged. A device's readings go out in batches with the
 * device as partition key, so that they stay in order in one partition; different devices' batches are under way at the
 * same time. For one thread; to be closed.
 */
public final class TelemetrySender implements AutoCloseable {
  private static final int BATCHES_UNDER_WAY = 64;
  // The SDK adds 4 s to each delay. Three tries bridge a moving partition; a service that is away is told of in time.
  private static final AmqpRetryOptions RETRIES = new AmqpRetryOptions().setMaxRetries(2)
      .setTryTimeout(Duration.ofSeconds(20)).setDelay(Duration.ofMillis(800)).setMaxDelay(Duration.ofSeconds(10));

  /** proton warns on stderr, past the SDK's own log, of what comes back as an exception; the field keeps the setting. */
  private static final Logger PROTON = Logger.getLogger("org.apache.qpid.proton");

  static {
    PROTON.setLevel(Level.OFF);
  }

  private final EventHubProducerAsyncClient producer;
  private final HubAddress address;
  private long acknowledged;

  private TelemetrySender(HubAddress address) {
    this.address = address;
    this.producer = address.clientBuilder().retryOptions(RETRIES).buildAsyncProducerClient();
  }

  /**
   * Connects and checks that the event hub is there.
   *
   * @throws HubException if it cannot be reached, is not there, or does not let us in
   */
  public static TelemetrySender connect(HubAddress address) throws HubException {
    address.checkReachable();
    TelemetrySender sender;
    try {
      sender = new TelemetrySender(address);
    } catch (RuntimeException e) {
      throw HubException.of(address, e);
    }
    try {
      sender.producer.getEventHubProperties().block();
      return sender;
    } catch (RuntimeException e) {
      sender.close();
      throw HubException.of(address, e);
    }
  }

  /**
   * Sends readings and waits until each is acknowledged or given up.
   *
   * @return the readings that were not acknowledged, in the order given, and why; empty when all were
   */
  public Result send(List<Reading> readings) {
    Map<String, List<Reading>> byDevice = readings.stream().collect(Collectors.groupingBy(Reading::id,
        LinkedHashMap::new, Collectors.toList()));
    Set<Reading> lost = ConcurrentHashMap.newKeySet();
    Queue<Throwable> reasons = new ConcurrentLinkedQueue<>();
    Flux.fromIterable(byDevice.entrySet()).flatMap(e -> sendInOrder(e.getKey(), e.getValue())
        .onErrorResume(Failure.class, f -> {
          lost.addAll(f.unsent);
          reasons.add(f.getCause());
          return Mono.empty();
        }), BATCHES_UNDER_WAY).blockLast();
    List<Reading> unacknowledged = readings.stream().filter(lost::contains).toList();
    acknowledged += readings.size() - unacknowledged.size();
    return new Result(unacknowledged, unacknowledged.isEmpty() ? null : HubException.of(address, reasons.peek()));
  }

  /** Fills batches with one device's readings and sends one after the other. */
  private Mono<Void> sendInOrder(String device, List<Reading> readings) {
    return producer.createBatch(new CreateBatchOptions().setPartitionKey(device)).flatMap(batch -> {
      int n = 0;
      while (n < readings.size() && batch.tryAdd(new EventData(Telemetry.json(readings.get(n))))) {
        n++;
      }
      if (n == 0) {
        return Mono.error(new IllegalArgumentException("a reading is larger than a batch may be"));
      }
      List<Reading> rest = readings.subList(n, readings.size());
      Mono<Void> sent = producer.send(batch);
      return rest.isEmpty() ? sent : sent.then(sendInOrder(device, rest));
    }).onErrorMap(e -> !(e instanceof Failure), e -> new Failure(readings, e));
  }

  /** How many readings the service has acknowledged so far. */
  public long acknowledged() {
    return acknowledged;
  }

  @Override
  public void close() {
    producer.close();
  }

  /**
   * What became of readings.
   *
   * @param unacknowledged those the service did not acknowledge; they may have arrived all the same
   * @param reason why, or null where all were
   */
  public record Result(List<Reading> unacknowledged, HubException reason) {
  }

  /** Carries what a device's batch, and those behind it, did not get through. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Reading> unsent;

    Failure(List<Reading> unsent, Throwable cause) {
      super(cause);
      this.unsent = new ArrayList<>(unsent);
    }
  }
}
