package capture;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * One event as Event Hubs Capture wrote it down. Immutable as long as nobody writes into the arrays.
 *
 * @param origin where it came from: namespace, event hub, partition and window, read from the blob's name; null where
 *     the name does not tell
 * @param sequenceNumber its number in the partition; {@link #NO_SEQUENCE_NUMBER} in files written by IoT Hub routing
 * @param offset its offset in the partition, as text; empty in files written by IoT Hub routing
 * @param enqueuedTime when the service took it: to the millisecond where the file says so ({@code
 *     x-opt-enqueued-time}, since 2021), else to the second
 * @param systemProperties values are Long, Double, String or byte[]; never null
 * @param properties the sender's own: Long, Double, String, byte[] or null; never null itself
 * @param body the payload; empty, never null, where the file has none
 */
public record CapturedEvent(CaptureName origin, long sequenceNumber, String offset, Instant enqueuedTime,
    Map<String, Object> systemProperties, Map<String, Object> properties, byte[] body) {
  /** What {@link #sequenceNumber} is where the writer gave none. */
  public static final long NO_SEQUENCE_NUMBER = -1;

  /** Whether the writer gave a sequence number. */
  public boolean isNumbered() {
    return sequenceNumber != NO_SEQUENCE_NUMBER;
  }

  /** The body as UTF-8 text; what is not UTF-8 becomes U+FFFD. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The partition key the sender gave, or null. */
  public String partitionKey() {
    return systemProperties.get("x-opt-partition-key") instanceof String key ? key : null;
  }
}
