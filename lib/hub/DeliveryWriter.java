package hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Encodes an event as receivers get it: the sender's header, what the service says of the event as message annotations,
 * and the rest of the message as it was sent. By hand, since this is what costs most per event. Stateless.
 */
final class DeliveryWriter {
  private static final byte[] SEQUENCE_NUMBER = symbol("x-opt-sequence-number");
  private static final byte[] OFFSET = symbol("x-opt-offset");
  private static final byte[] ENQUEUED_TIME = symbol("x-opt-enqueued-time");
  private static final byte[] PARTITION_KEY = symbol(MessageReader.PARTITION_KEY);
  private static final byte[] LAST_SEQUENCE_NUMBER = symbol("last_enqueued_sequence_number");
  private static final byte[] LAST_OFFSET = symbol("last_enqueued_offset");
  private static final byte[] LAST_TIME = symbol("last_enqueued_time_utc");
  private static final byte[] RETRIEVED = symbol("runtime_info_retrieval_time_utc");
  /** More than what is written besides the message's own bytes. */
  private static final int EXTRA_BYTES = 512;

  private DeliveryWriter() {
  }

  /**
   * One event, ready to be sent.
   *
   * @param last the partition's last event, for receivers that asked to be told; else null
   */
  static ByteBuffer encode(StoredEvent event, StoredEvent last, long nowMillis) {
    EncodedMessage m = event.message();
    byte[] key = m.partitionKey() == null ? null : m.partitionKey().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(m.sizeBytes() + EXTRA_BYTES + (key == null ? 0 : key.length));
    out.put(m.bytes(), m.headerStart(), m.headerEnd() - m.headerStart());
    if (last != null) {
      int start = startMap(out, MessageReader.DELIVERY_ANNOTATIONS, 8);
      put(out.put(LAST_SEQUENCE_NUMBER), 0x81, last.sequenceNumber());
      put(out.put(LAST_OFFSET), Long.toString(last.offset()).getBytes(StandardCharsets.US_ASCII));
      put(out.put(LAST_TIME), 0x83, last.enqueuedMillis());
      put(out.put(RETRIEVED), 0x83, nowMillis);
      endMap(out, start);
    }
    int start = startMap(out, MessageReader.MESSAGE_ANNOTATIONS, (key == null ? 6 : 8) + m.annotationCount());
    put(out.put(SEQUENCE_NUMBER), 0x81, event.sequenceNumber());
    put(out.put(OFFSET), Long.toString(event.offset()).getBytes(StandardCharsets.US_ASCII));
    put(out.put(ENQUEUED_TIME), 0x83, event.enqueuedMillis());
    if (key != null) {
      put(out.put(PARTITION_KEY), key);
    }
    if (m.annotations() != null) {
      out.put(m.annotations());
    }
    endMap(out, start);
    return out.put(m.bytes(), m.bareStart(), m.bareEnd() - m.bareStart()).flip();
  }

  /** A section with a map of 4-byte size and count. Returns where the size is to be written. */
  private static int startMap(ByteBuffer out, int section, int count) {
    out.put((byte) AmqpBytes.DESCRIBED).put((byte) AmqpBytes.SMALL_ULONG).put((byte) section).put((byte) 0xd1);
    int start = out.position();
    out.putInt(0).putInt(count);
    return start;
  }

  private static void endMap(ByteBuffer out, int start) {
    out.putInt(start, out.position() - start - 4);
  }

  private static void put(ByteBuffer out, int code, long value) {
    out.put((byte) code).putLong(value);
  }

  private static void put(ByteBuffer out, byte[] utf8) {
    if (utf8.length < 256) {
      out.put((byte) 0xa1).put((byte) utf8.length).put(utf8);
    } else {
      out.put((byte) 0xb1).putInt(utf8.length).put(utf8);
    }
  }

  private static byte[] symbol(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(text.length + 2).put((byte) 0xa3).put((byte) text.length).put(text).array();
  }
}
