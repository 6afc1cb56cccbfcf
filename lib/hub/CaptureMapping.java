package hub;

import capture.CapturedEvent;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Capture writes down of an event. SystemProperties, as in the service's files: {@code x-opt-partition-key}, then
 * {@code x-opt-enqueued-time}; chosen here where the service documents nothing: then the sender's other annotations and
 * the fields of the AMQP properties section under the names of the AMQP specification ({@code message-id}, {@code
 * content-type} and so on), as the service's own clients list them. The body is the data; several data sections are one
 * after the other; a value that is a string or binary is its bytes; any other value, and sequences, are their AMQP
 * encoding. Stateless.
 */
final class CaptureMapping {
  private static final List<String> FIELDS = List.of("message-id", "user-id", "to", "subject", "reply-to", "correlation-id",
      "content-type", "content-encoding", "absolute-expiry-time", "creation-time", "group-id", "group-sequence",
      "reply-to-group-id");

  private CaptureMapping() {
  }

  /** The event as a capture file holds it, without origin. */
  static CapturedEvent of(StoredEvent event) {
    EncodedMessage m = event.message();
    Map<String, Object> system = new LinkedHashMap<>(4);
    if (m.partitionKey() != null) {
      system.put(MessageReader.PARTITION_KEY, m.partitionKey());
    }
    system.put("x-opt-enqueued-time", event.enqueuedMillis());
    if (m.annotations() != null) {
      putAll(m.annotations(), 0, m.annotations().length, system);
    }
    Map<String, Object> properties = Map.of();
    byte[] body = null;
    byte[] b = m.bytes();
    for (int at = m.bareStart(); at < m.bareEnd();) {
      int value = MessageReader.valueOf(b, at, m.bareEnd());
      int end = AmqpBytes.skip(b, value, m.bareEnd());
      int section = MessageReader.sectionAt(b, at);
      if (section == MessageReader.PROPERTIES) {
        putFields(b, value, end, system);
      } else if (section == MessageReader.APPLICATION_PROPERTIES) {
        properties = putAll(b, MessageReader.mapStart(b, value), end, new LinkedHashMap<>());
      } else if (section != MessageReader.FOOTER) {
        body = body == null ? body(b, section, value, end) : concat(body, body(b, section, value, end));
      }
      at = end;
    }
    return new CapturedEvent(null, event.sequenceNumber(), Long.toString(event.offset()),
        Instant.ofEpochMilli(event.enqueuedMillis()), withoutNulls(system), properties, body == null ? new byte[0] : body);
  }

  private static byte[] body(byte[] b, int section, int value, int end) {
    int code = b[value] & 0xff;
    boolean plain = code == 0xa0 || code == 0xb0 || code == 0xa1 || code == 0xb1;
    return Arrays.copyOfRange(b, section != MessageReader.SEQUENCE && plain ? AmqpBytes.contentStart(b, value) : value, end);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    ByteArrayOutputStream both = new ByteArrayOutputStream(a.length + b.length);
    both.writeBytes(a);
    both.writeBytes(b);
    return both.toByteArray();
  }

  private static Map<String, Object> putAll(byte[] b, int start, int end, Map<String, Object> map) {
    for (int at = start; at < end;) {
      int value = AmqpBytes.skip(b, at, end);
      int next = AmqpBytes.skip(b, value, end);
      map.put(String.valueOf(CaptureValues.read(b, at, value)), CaptureValues.read(b, value, next));
      at = next;
    }
    return map;
  }

  private static void putFields(byte[] b, int value, int end, Map<String, Object> map) {
    int field = 0;
    for (int at = MessageReader.mapStart(b, value); at < end && field < FIELDS.size(); field++) {
      int next = AmqpBytes.skip(b, at, end);
      map.put(FIELDS.get(field), CaptureValues.read(b, at, next));
      at = next;
    }
  }

  /** System properties, unlike the sender's own, have no null in their union. */
  private static Map<String, Object> withoutNulls(Map<String, Object> map) {
    map.values().removeIf(v -> v == null);
    return map;
  }
}
