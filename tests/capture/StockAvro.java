//DEPS org.apache.avro:avro:1.12.1
package capture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Capture files written and read with the stock Avro library alone, and events as text that can be compared. */
final class StockAvro {
  private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);
  private static final long T = 1_709_287_200_000L; // 2024-03-01T10:00:00Z

  private StockAvro() {
  }

  /** All events of a file, in order. */
  static List<String> read(byte[] file) throws IOException {
    List<String> events = new ArrayList<>();
    try (DataFileStream<GenericRecord> in = new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<>())) {
      in.forEach(r -> events.add(text(r)));
    }
    return events;
  }

  /** A file of these records; a new block after every so many. */
  static byte[] write(Schema schema, String codec, int eventsInBlock, List<GenericRecord> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int all = records.stream().mapToInt(r -> 5000 + (r.get("Body") instanceof ByteBuffer b ? b.remaining() : 0)).sum();
    try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec)).setSyncInterval(Math.max(1024, all)).create(schema, out);
      for (int i = 0; i < records.size(); i++) {
        writer.append(records.get(i));
        if ((i + 1) % eventsInBlock == 0) {
          writer.sync();
        }
      }
    }
    return out.toByteArray();
  }

  /** Any record of a schema that has the fields of EventData, and maybe others. */
  static GenericRecord record(Random r, Schema schema, long number, int longestBody) {
    GenericRecord record = new GenericData.Record(schema);
    boolean withNull = schema.getField("Properties").schema().getValueType().getTypes().size() > 4;
    record.put("SequenceNumber", number);
    record.put("Offset", r.nextInt(9) == 0 ? "9".repeat(r.nextInt(99)) : Long.toString(r.nextLong()));
    record.put("EnqueuedTimeUtc", US.format(LocalDateTime.ofEpochSecond(T / 1000 + r.nextInt(90_000), 0, ZoneOffset.UTC)));
    Map<String, Object> system = map(r, false);
    if (r.nextBoolean()) {
      system.put("x-opt-enqueued-time", T + r.nextInt(90_000_000));
    }
    record.put("SystemProperties", system);
    record.put("Properties", map(r, withNull));
    record.put("Body", r.nextInt(8) == 0 ? null : ByteBuffer.wrap(bytes(r, r.nextInt(longestBody + 1))));
    for (Schema.Field field : schema.getFields()) {
      if (record.get(field.pos()) == null && field.name().startsWith("New")) {
        record.put(field.pos(), field.name() + number);
      }
    }
    return record;
  }

  private static Map<String, Object> map(Random r, boolean withNull) {
    Map<String, Object> map = new TreeMap<>();
    for (int i = r.nextInt(5); i > 0; i--) {
      map.put((r.nextBoolean() ? "key" : "caf\u00e9 \ud83d\ude00" + "x".repeat(r.nextInt(80))) + i, switch (r.nextInt(withNull ? 5 : 4)) {
        case 0 -> r.nextLong() >> r.nextInt(64);
        case 1 -> r.nextBoolean() ? r.nextGaussian() : Double.NaN;
        case 2 -> "text \u20ac".repeat(r.nextInt(30));
        case 3 -> ByteBuffer.wrap(bytes(r, r.nextInt(200)));
        default -> null;
      });
    }
    return map;
  }

  private static byte[] bytes(Random r, int length) {
    byte[] bytes = new byte[length];
    r.nextBytes(bytes);
    return bytes;
  }

  /** A record as {@link #text(CapturedEvent)} tells the event it is. */
  static String text(GenericRecord r) {
    Map<String, String> system = texts((Map<?, ?>) r.get("SystemProperties"));
    String time = system.getOrDefault("x-opt-enqueued-time", "");
    long millis = time.startsWith("Long ") ? Long.parseLong(time.substring(5))
        : LocalDateTime.parse(r.get("EnqueuedTimeUtc").toString(), US).toInstant(ZoneOffset.UTC).toEpochMilli();
    return r.get("SequenceNumber") + " " + r.get("Offset") + " " + millis + " " + system
        + texts((Map<?, ?>) r.get("Properties")) + (r.get("Body") == null ? "" : hex(r.get("Body")));
  }

  /** All that is in an event, with the types of the properties; long ones by their hash. */
  static String text(CapturedEvent e) {
    return e.sequenceNumber() + " " + e.offset() + " " + e.enqueuedTime().toEpochMilli() + " " + texts(e.systemProperties())
        + texts(e.properties()) + hex(ByteBuffer.wrap(e.body()));
  }

  private static Map<String, String> texts(Map<?, ?> map) {
    Map<String, String> out = new TreeMap<>();
    map.forEach((k, v) -> out.put(k.toString(), v == null ? "null" : v instanceof CharSequence ? "String " + v
        : v instanceof byte[] b ? "bytes " + hex(ByteBuffer.wrap(b)) : v instanceof ByteBuffer ? "bytes " + hex(v)
            : v.getClass().getSimpleName() + " " + v));
    return out;
  }

  private static String hex(Object value) {
    ByteBuffer b = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[b.remaining()];
    b.get(bytes);
    return bytes.length > 64 ? bytes.length + " bytes, " + Arrays.hashCode(bytes) : HexFormat.of().formatHex(bytes);
  }
}
