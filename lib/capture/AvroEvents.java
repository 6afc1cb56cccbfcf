//DEPS org.apache.avro:avro:1.12.1
package capture;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The events of one capture file by the Avro library, read with the schema in the file; fields it does not know are
 * passed over. This is the way that reads everything and judges what is damaged. Memory: one event and small buffers (one
 * block under snappy). For one thread; to be closed.
 */
final class AvroEvents implements AutoCloseable {
  static {
    // A damaged length must not make Avro reserve gigabytes before it finds the file too short. Event Hubs takes events
    // of at most 20 MB. Avro knows these limits only as system properties, read once.
    limit("bytes.maxLength", 1 << 26);
    limit("string.maxLength", 1 << 26);
    limit("collectionItems.maxLength", 1 << 16);
  }

  private final AvroBlocks blocks;
  private final CaptureName origin;
  private final GenericDatumReader<GenericRecord> reader;
  private BinaryDecoder decoder;
  private GenericRecord record;
  private long left;
  private boolean open;

  private static void limit(String name, int value) {
    String key = "org.apache.avro.limits." + name;
    if (System.getProperty(key) == null) {
      System.setProperty(key, Integer.toString(value));
    }
  }

  private AvroEvents(InputStream in, String where, CaptureName origin) throws IOException {
    this.blocks = new AvroBlocks(new BufferedInputStream(in, 1 << 16), where);
    this.origin = origin;
    this.reader = new GenericDatumReader<>(schema(where));
  }

  private Schema schema(String where) throws DamagedCaptureException {
    Schema schema;
    try {
      // As lenient as Avro's own reader of files: what other fields are called, and their defaults, do not matter here.
      schema = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false).parse(blocks.schema());
    } catch (RuntimeException e) { // NullPointerException, too, where a type's name is not known
      throw blocks.damaged("its avro.schema is no Avro schema", e);
    }
    String name = schema.getType() == Schema.Type.RECORD ? schema.getFullName() : schema.getType().getName();
    if (!name.equals(CaptureSchema.EVENT_DATA_NAME) && !name.equals(CaptureSchema.IOT_MESSAGE_NAME)) {
      throw new DamagedCaptureException(where + ": an Avro file, but of " + name + ", not of captured events ("
          + CaptureSchema.EVENT_DATA_NAME + ")");
    }
    for (String field : name.equals(CaptureSchema.IOT_MESSAGE_NAME) ? CaptureSchema.IOT_MESSAGE_FIELDS : CaptureSchema.EVENT_DATA_FIELDS) {
      if (schema.getField(field) == null) {
        throw blocks.damaged("its avro.schema has no field " + field);
      }
    }
    return schema;
  }

  /** Opens a file. The stream is closed with it, and if this fails. */
  static AvroEvents open(InputStream in, String where, CaptureName origin) throws IOException {
    try {
      return new AvroEvents(in, where, origin);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * The next event, or null after the last one of a whole file.
   *
   * @throws DamagedCaptureException if the file is cut short or damaged here; the events before were whole
   */
  CapturedEvent next() throws IOException {
    try {
      while (left == 0) {
        if (open) {
          blocks.endBlock();
          open = false;
        }
        left = blocks.next();
        if (left < 0) {
          left = 0;
          return null;
        }
        open = true;
        decoder = DecoderFactory.get().binaryDecoder(blocks.data(), decoder);
      }
      record = reader.read(record, decoder);
      left--;
      if (left == 0 && !decoder.isEnd()) {
        throw blocks.damaged("a block holds more than its records");
      }
      return event(record, origin);
    } catch (CaptureException e) {
      throw e;
    } catch (StackOverflowError e) {
      throw blocks.damaged("a value of a type that holds itself, too deep to be read");
    } catch (IOException | RuntimeException e) {
      // Avro and the codecs answer wrong bytes with a wide choice of both.
      throw blocks.damaged(e);
    }
  }

  private static CapturedEvent event(GenericRecord r, CaptureName origin) {
    Map<String, Object> system = map(field(r, "SystemProperties"));
    Object number = field(r, "SequenceNumber");
    Object offset = field(r, "Offset");
    return new CapturedEvent(origin, number instanceof Number n ? n.longValue() : CapturedEvent.NO_SEQUENCE_NUMBER,
        offset == null ? "" : offset.toString(), enqueued(r, system), system, map(field(r, "Properties")),
        bytes(field(r, "Body")));
  }

  private static Object field(GenericRecord r, String name) {
    Schema.Field field = r.getSchema().getField(name);
    return field == null ? null : r.get(field.pos());
  }

  private static Instant enqueued(GenericRecord r, Map<String, Object> system) {
    if (system.get(CaptureSchema.ENQUEUED_TIME) instanceof Long millis) {
      return Instant.ofEpochMilli(millis);
    }
    String text = String.valueOf(field(r, "EnqueuedTimeUtc"));
    try {
      return CaptureSchema.parseTime(text);
    } catch (DateTimeException e) {
      throw new AvroRuntimeException("EnqueuedTimeUtc is '" + text + "', not a time such as 12/9/2022 4:51:25 PM");
    }
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> out = new HashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> out.put(k.toString(), v instanceof CharSequence ? v.toString()
          : v instanceof ByteBuffer ? bytes(v) : v));
    }
    return out;
  }

  private static byte[] bytes(Object value) {
    if (value instanceof CharSequence text) {
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
    if (!(value instanceof ByteBuffer buffer)) {
      return new byte[0];
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }
}
