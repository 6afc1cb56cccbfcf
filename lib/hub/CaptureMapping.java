package hub;

import capture.CapturedEvent;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Capture writes down of an event. SystemProperties, as in the service's files: {@code x-opt-partition-key}, then
 * {@code x-opt-enqueued-time}; chosen here where the service documents nothing: then the sender's other annotations and
 * the fields of the AMQP properties section under the names of the AMQP specification ({@code message-id}, {@code
 * content-type} and so on), as the service's own clients list them. Values become what {@link CaptureValues} says. The
 * body is the data; several data sections are one after the other; a value that is a string or binary is its bytes; any
 * other value, and sequences, are their AMQP encoding. Header, delivery annotations and footer are about the way of a
 * message, not about the event, and are not written. For one event and one thread.
 */
final class CaptureMapping {
  private static final List<String> FIELDS = List.of("message-id", "user-id", "to", "subject", "reply-to", "correlation-id",
      "content-type", "content-encoding", "absolute-expiry-time", "creation-time", "group-id", "group-sequence",
      "reply-to-group-id");

  private final Map<String, Object> system = new LinkedHashMap<>(4);
  private Map<String, Object> properties = Map.of();
  private final ByteArrayOutputStream body;

  private CaptureMapping(StoredEvent event) {
    EncodedMessage m = event.message();
    if (m.partitionKey() != null) {
      system.put(MessageReader.PARTITION_KEY, m.partitionKey());
    }
    system.put("x-opt-enqueued-time", event.enqueuedMillis());
    if (m.annotations() != null) {
      putAll(m.annotations(), 0, m.annotations().length, system);
    }
    body = new ByteArrayOutputStream(m.bareEnd() - m.bareStart());
    for (int at = m.bareStart(); at < m.bareEnd();) {
      int value = MessageReader.valueOf(m.bytes(), at, m.bareEnd());
      int end = AmqpBytes.skip(m.bytes(), value, m.bareEnd());
      add(m.bytes(), MessageReader.sectionAt(m.bytes(), at), value, end);
      at = end;
    }
    system.values().removeIf(v -> v == null); // unlike the sender's own, their union has no null
  }

  /** The event as a capture file holds it, without origin. */
  static CapturedEvent of(StoredEvent event) {
    CaptureMapping m = new CaptureMapping(event);
    return new CapturedEvent(null, event.sequenceNumber(), Long.toString(event.offset()),
        Instant.ofEpochMilli(event.enqueuedMillis()), m.system, m.properties, m.body.toByteArray());
  }

  private void add(byte[] b, int section, int value, int end) {
    if (section == MessageReader.PROPERTIES) {
      putFields(b, value, end);
    } else if (section == MessageReader.APPLICATION_PROPERTIES) {
      properties = putAll(b, MessageReader.mapStart(b, value), end, new LinkedHashMap<>());
    } else if (section != MessageReader.FOOTER) {
      int start = bodyStart(b, section, value);
      body.write(b, start, end - start);
    }
  }

  /** Where what is captured of a body section starts: behind code and size of plain bytes and text, else at the code. */
  private static int bodyStart(byte[] b, int section, int value) {
    int code = b[value] & 0xff;
    boolean plain = code == 0xa0 || code == 0xb0 || code == 0xa1 || code == 0xb1;
    return section != MessageReader.SEQUENCE && plain ? AmqpBytes.contentStart(b, value) : value;
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

  private void putFields(byte[] b, int value, int end) {
    int field = 0;
    for (int at = MessageReader.mapStart(b, value); at < end && field < FIELDS.size(); field++) {
      int next = AmqpBytes.skip(b, at, end);
      system.put(FIELDS.get(field), CaptureValues.read(b, at, next));
      at = next;
    }
  }
}
