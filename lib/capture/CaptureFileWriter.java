//DEPS org.apache.avro:avro:1.12.1
package capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes one capture file, byte for byte as the service lays it out: an Avro object container (Avro 1.12 specification,
 * "Object Container Files") without compression, {@code avro.codec} before {@code avro.schema}, the schema's own text,
 * one block for a small window and an empty block for an empty one. Avro's DataFileWriter can write neither that order
 * nor that empty block.
 *
 * <p>Holds at most about {@value #BLOCK_BYTES} bytes and one event. For one thread.
 */
public final class CaptureFileWriter implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};

  private final OutputStream out;
  private final byte[] sync = new byte[16];
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(1 << 14);
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(block, null);
  private long blockEvents;
  private long writtenBytes;
  private boolean hasBlock;
  private boolean closed;

  /** Starts a file: writes its header. The stream stays the caller's to close. */
  public CaptureFileWriter(OutputStream out) throws IOException {
    this.out = out;
    new SecureRandom().nextBytes(sync);
    block.writeBytes(MAGIC);
    encoder.writeMapStart();
    encoder.setItemCount(2);
    encoder.startItem();
    encoder.writeString("avro.codec");
    encoder.writeBytes("null".getBytes(StandardCharsets.UTF_8));
    encoder.startItem();
    encoder.writeString("avro.schema");
    encoder.writeBytes(CaptureSchema.EVENT_DATA.getBytes(StandardCharsets.UTF_8));
    encoder.writeMapEnd();
    block.writeBytes(sync);
    drain();
  }

  /**
   * Adds an event; its origin is not written. Property values must be Long, Double, String, byte[] or, in the sender's
   * own properties, null.
   *
   * @throws IllegalArgumentException for another type, naming the property; the file is then as before
   */
  public void write(CapturedEvent event) throws IOException {
    checkValues(event.systemProperties(), false);
    checkValues(event.properties(), true);
    encoder.writeLong(event.sequenceNumber());
    encoder.writeString(event.offset());
    encoder.writeString(CaptureSchema.printTime(event.enqueuedTime()));
    writeMap(event.systemProperties());
    writeMap(event.properties());
    encoder.writeIndex(1);
    encoder.writeBytes(event.body());
    blockEvents++;
    if (block.size() >= BLOCK_BYTES) {
      endBlock();
    }
  }

  /** The length of the file so far, in bytes, with what is not yet passed on. */
  public long sizeBytes() {
    return writtenBytes + block.size();
  }

  private void writeMap(Map<String, Object> map) throws IOException {
    encoder.writeMapStart();
    encoder.setItemCount(map.size());
    for (Map.Entry<String, Object> e : map.entrySet()) {
      encoder.startItem();
      encoder.writeString(e.getKey());
      writeValue(e.getValue());
    }
    encoder.writeMapEnd();
  }

  /** One value of the union, its branch first: long, double, string, bytes, null. */
  private void writeValue(Object value) throws IOException {
    if (value instanceof Long n) {
      encoder.writeIndex(0);
      encoder.writeLong(n);
    } else if (value instanceof Double d) {
      encoder.writeIndex(1);
      encoder.writeDouble(d);
    } else if (value instanceof String s) {
      encoder.writeIndex(2);
      encoder.writeString(s);
    } else if (value instanceof byte[] b) {
      encoder.writeIndex(3);
      encoder.writeBytes(b);
    } else {
      encoder.writeIndex(4);
    }
  }

  private static void checkValues(Map<String, Object> map, boolean nullAllowed) {
    map.forEach((key, value) -> {
      if (!(value instanceof Long || value instanceof Double || value instanceof String || value instanceof byte[]
          || value == null && nullAllowed)) {
        throw new IllegalArgumentException("property '" + key + "': capture files hold Long, Double, String and byte[], not "
            + (value == null ? "null" : value.getClass().getName()));
      }
    });
  }

  private void endBlock() throws IOException {
    byte[] data = block.toByteArray();
    block.reset();
    encoder.writeLong(blockEvents);
    encoder.writeLong(data.length);
    drain();
    out.write(data);
    out.write(sync);
    writtenBytes += data.length + sync.length;
    blockEvents = 0;
    hasBlock = true;
  }

  private void drain() throws IOException {
    writtenBytes += block.size();
    block.writeTo(out);
    block.reset();
  }

  /** Finishes the file (an empty one gets its empty block) and flushes the stream. Doing it twice does nothing. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (blockEvents > 0 || !hasBlock) {
      endBlock();
    }
    out.flush();
  }
}
