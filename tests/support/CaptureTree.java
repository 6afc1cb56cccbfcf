//DEPS org.apache.avro:avro:1.12.1
//DEPS org.xerial.snappy:snappy-java:1.1.10.8
//DEPS com.github.luben:zstd-jni:1.5.7-6
package support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * Capture files made by the stock Avro library, with the events in them kept, so that what a reader must make of them
 * ({@link Truth}) is known without any code of the project. The same seed makes the same events.
 */
public final class CaptureTree {
  private CaptureTree() {
  }

  /** Who wrote a file, which decides its record type and how exact its times are. */
  public enum Kind {
    /** Event Hubs Capture of 2016: properties are never null, times to the second. */
    EVENTS_2016("EventData", "Microsoft.ServiceBus.Messaging"),
    /** Event Hubs Capture of 2017: times to the second. */
    EVENTS_2017("EventData", "Microsoft.ServiceBus.Messaging"),
    /** Event Hubs Capture since 2021: times to the millisecond among the system properties. */
    EVENTS_2021("EventData", "Microsoft.ServiceBus.Messaging"),
    /** IoT Hub's message routing: no sequence numbers, times of seven decimals. */
    IOT_HUB("Message", "Microsoft.Azure.Devices");

    private final Schema schema;

    Kind(String name, String namespace) {
      String start = "{\"type\":\"record\",\"name\":\"" + name + "\",\"namespace\":\"" + namespace + "\",\"fields\":[";
      String body = "{\"name\":\"Body\",\"type\":[\"null\",\"bytes\"]}]}";
      String time = "{\"name\":\"EnqueuedTimeUtc\",\"type\":\"string\"},";
      if (name.equals("Message")) {
        String map = "\",\"type\":{\"type\":\"map\",\"values\":\"string\"}},";
        schema = parse(start + time + "{\"name\":\"Properties" + map + "{\"name\":\"SystemProperties" + map + body);
      } else {
        String map = "\",\"type\":{\"type\":\"map\",\"values\":[\"long\",\"double\",\"string\",\"bytes\"";
        schema = parse(start + "{\"name\":\"SequenceNumber\",\"type\":\"long\"},{\"name\":\"Offset\",\"type\":\"string\"}," + time
            + "{\"name\":\"SystemProperties" + map + "]}},{\"name\":\"Properties" + map
            + (ordinal() == 0 ? "" : ",\"null\"") + "]}}," + body);
      }
    }

    private static Schema parse(String json) {
      return new Schema.Parser().parse(json);
    }

    /** The schema its files carry. */
    public Schema schema() {
      return schema;
    }
  }

  /** The codecs that Avro for Java has and capture files use. */
  public enum Codec { NULL, DEFLATE, SNAPPY, ZSTANDARD;
    CodecFactory factory() {
      return CodecFactory.fromString(name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * A value in a body.
   *
   * @param json as it stands in the body
   * @param text as it must stand in the CSV file
   * @param isNested whether it is an object or array, of which only the JSON value must be the same, not the text
   */
  public record Cell(String json, String text, boolean isNested) {
    /** A number, true or false: the cell is the text it came with. */
    public static Cell plain(String json) {
      return new Cell(json, json, false);
    }

    /** A string. */
    public static Cell string(String value) {
      return new Cell(quote(value), value, false);
    }

    /** An object or array. */
    public static Cell nested(String json) {
      return new Cell(json, json, true);
    }

    /** JSON's null: an empty cell. */
    public static Cell none() {
      return new Cell("null", "", false);
    }
  }

  /** One row to be: whose it is, and its fields in the order of the body. */
  public record Reading(String device, Map<String, Cell> fields) {
    /** The reading as a JSON object. */
    public String json() {
      StringBuilder out = new StringBuilder("{");
      fields.forEach((name, cell) -> out.append(out.length() > 1 ? ", " : "").append(quote(name)).append(": ")
          .append(cell.json()));
      return out.append('}').toString();
    }

    /** The same over many lines. */
    public String prettyJson() {
      StringBuilder out = new StringBuilder("{");
      fields.forEach((name, cell) -> out.append(out.length() > 1 ? ",\r\n" : "\r\n").append("\t  ").append(quote(name))
          .append(" : ").append(cell.json()));
      return out.append("\r\n}\n").toString();
    }
  }

  /**
   * One event.
   *
   * @param readings the rows it must become, in order; none if it is to be rejected
   * @param key its partition key, or null
   */
  public record Event(long sequenceNumber, Instant enqueued, String key, Map<String, Object> properties, byte[] body,
      List<Reading> readings) {
    /** An event with one reading as its body. */
    public static Event of(long sequenceNumber, Instant enqueued, Reading reading) {
      return new Event(sequenceNumber, enqueued, reading.device(), Map.of(), bytes(reading.json()), List.of(reading));
    }

    /** An event that cannot become a row. */
    public static Event rejected(long sequenceNumber, Instant enqueued, String body) {
      return new Event(sequenceNumber, enqueued, null, Map.of(), bytes(body), List.of());
    }
  }

  /** One capture file to be. */
  public record Blob(String namespace, String hub, String partition, Instant window, Kind kind, Codec codec,
      int eventsInBlock, List<Event> events) {
    private static final DateTimeFormatter PATH = DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/mm/ss", Locale.ROOT);

    /** The blob of a window of hub {@code hub}, partition 0, uncompressed, in one block. */
    public static Blob of(Instant window, List<Event> events) {
      return new Blob("ns", "hub", "0", window, Kind.EVENTS_2021, Codec.NULL, Integer.MAX_VALUE, events);
    }

    /** The same events captured in another window. */
    public Blob in(Instant otherWindow) {
      return new Blob(namespace, hub, partition, otherWindow, kind, codec, eventsInBlock, events);
    }

    /** The same in another partition. */
    public Blob inPartition(String other) {
      return new Blob(namespace, hub, other, window, kind, codec, eventsInBlock, events);
    }

    /** The service's default name; IoT Hub's has no namespace and no seconds. */
    public String name() {
      String path = PATH.format(LocalDateTime.ofInstant(window, ZoneOffset.UTC));
      return kind == Kind.IOT_HUB ? hub + "/" + partition + "/" + path.substring(0, path.length() - 3) + ".avro"
          : namespace + "/" + hub + "/" + partition + "/" + path + ".avro";
    }

    /** The file's bytes, always the same. */
    public byte[] bytes() throws IOException {
      byte[] sync = new byte[16];
      new Random(name().hashCode()).nextBytes(sync);
      return events.isEmpty() && kind != Kind.IOT_HUB ? empty(sync) : written(sync);
    }

    private byte[] written(byte[] sync) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(kind.schema()))) {
        int all = events.stream().mapToInt(e -> 500 + (e.body == null ? 0 : e.body.length)).sum();
        writer.setCodec(codec.factory()).setSyncInterval(Math.max(1024, all)).create(kind.schema(), out, sync);
        int inBlock = 0;
        for (Event event : events) {
          writer.append(record(event));
          if (++inBlock == eventsInBlock) {
            writer.sync();
            inBlock = 0;
          }
        }
      }
      return out.toByteArray();
    }

    /** The service's file for a window without events: codec before schema, and one block of no records. */
    private byte[] empty(byte[] sync) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(new byte[] {'O', 'b', 'j', 1, 4});
      for (String text : List.of("avro.codec", "null", "avro.schema", kind.schema().toString())) {
        int n = text.length() << 1;
        out.writeBytes(n < 128 ? new byte[] {(byte) n} : new byte[] {(byte) (n & 127 | 128), (byte) (n >> 7)});
        out.writeBytes(CaptureTree.bytes(text));
      }
      out.write(0);
      out.writeBytes(sync);
      out.writeBytes(new byte[] {0, 0});
      out.writeBytes(sync);
      return out.toByteArray();
    }

    private GenericRecord record(Event event) {
      GenericRecord r = new GenericData.Record(kind.schema());
      Map<String, Object> system = new LinkedHashMap<>();
      if (kind == Kind.IOT_HUB) {
        r.put("EnqueuedTimeUtc", DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
            .format(LocalDateTime.ofInstant(event.enqueued, ZoneOffset.UTC)));
        system.put("connectionDeviceId", event.key == null ? "unknown" : event.key);
        system.put("enqueuedTime", event.enqueued.toString());
      } else {
        r.put("SequenceNumber", event.sequenceNumber);
        r.put("Offset", Long.toString(event.sequenceNumber * 40 + 3_000_000_000L));
        r.put("EnqueuedTimeUtc", DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US)
            .format(LocalDateTime.ofInstant(event.enqueued, ZoneOffset.UTC)));
        if (kind == Kind.EVENTS_2021) {
          system.put("x-opt-enqueued-time", event.enqueued.toEpochMilli());
        }
        if (event.key != null) {
          system.put("x-opt-partition-key", event.key);
        }
      }
      r.put("SystemProperties", system);
      r.put("Properties", event.properties);
      r.put("Body", event.body == null ? null : ByteBuffer.wrap(event.body));
      return r;
    }

    /** What tells this event from all others; null where nothing does. */
    Object identity(Event event) {
      return kind == Kind.IOT_HUB ? null : List.of(namespace, hub, partition, event.sequenceNumber,
          kind == Kind.EVENTS_2021 ? event.enqueued : event.enqueued.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Writes the file where a folder of captures has it; whoever looks sees all of it or nothing. */
    public Path writeTo(Path root) throws IOException {
      return writeTo(root, bytes());
    }

    /** Writes other bytes under this blob's name. */
    public Path writeTo(Path root, byte[] bytes) throws IOException {
      Path file = root.resolve(name());
      Files.createDirectories(file.getParent());
      Path hidden = Files.write(file.resolveSibling("." + file.getFileName() + ".part"), bytes);
      return Files.move(hidden, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Writes all of them below a folder, which is made if need be. */
  public static void write(Path root, List<Blob> blobs) throws IOException {
    Files.createDirectories(root);
    for (Blob blob : blobs) {
      blob.writeTo(root);
    }
  }

  /** How many files are below a folder; they may be deleted meanwhile. */
  public static long count(Path root) {
    long[] count = {0};
    try {
      Files.walkFileTree(root, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
          count[0]++;
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
          return FileVisitResult.CONTINUE;
        }
      });
      return count[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A telemetry reading as the walkthrough's sender makes it.
   *
   * @param number makes the values differ from those of other readings
   */
  public static Reading telemetry(String device, long number) {
    Random random = new Random(device.hashCode() * 31L + number);
    Map<String, Cell> fields = new LinkedHashMap<>();
    fields.put("id", Cell.string(device));
    fields.put("timestamp", Cell.string("2024-03-01 10:00:00." + number));
    fields.put("uv", Cell.plain(Double.toString(random.nextDouble())));
    fields.put("temperature", Cell.plain(Integer.toString(70 + random.nextInt(31))));
    fields.put("humidity", Cell.plain(Integer.toString(70 + random.nextInt(31))));
    return new Reading(device, fields);
  }

  /**
   * A capture as it comes: windows of five minutes over several partitions, each with its own numbers; some empty; a few
   * events that cannot become rows; now and then a field that was not there before.
   *
   * @param windows how many for each partition
   * @param events how many in a window, at most
   */
  public static List<Blob> telemetry(long seed, int partitions, int windows, int events, int devices) {
    Random random = new Random(seed);
    Instant start = Instant.parse("2024-03-01T10:00:00Z");
    long[] next = new long[partitions];
    List<Blob> blobs = new ArrayList<>();
    for (int w = 0; w < windows; w++) {
      for (int p = 0; p < partitions; p++) {
        Instant window = start.plus(Duration.ofMinutes(5L * w));
        List<Event> list = new ArrayList<>();
        int count = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(events);
        for (int i = 0; i < count; i++) {
          list.add(telemetryEvent(random, next[p]++, window.plusMillis(290_000L * i / count), p, devices));
        }
        blobs.add(new Blob("ns", "hub", Integer.toString(p), window, Kind.EVENTS_2021, pick(random, Codec.values()),
            pick(random, 1, 7, Integer.MAX_VALUE), list));
      }
    }
    return blobs;
  }

  private static Event telemetryEvent(Random random, long number, Instant time, int partition, int devices) {
    if (random.nextInt(60) == 0) {
      return Event.rejected(number, time, "not JSON, number " + number + " of partition " + partition);
    }
    Reading reading = telemetry("device-" + random.nextInt(devices), number * 100 + partition);
    if (random.nextInt(25) == 0) {
      reading.fields().put("battery", Cell.plain("0." + random.nextInt(100)));
    }
    if (random.nextInt(40) == 0) {
      reading.fields().put("note", Cell.string("say \"hi\", then\nleave"));
    }
    return Event.of(number, time, reading);
  }

  /** A capture of everything the services write and people put into bodies. */
  public static List<Blob> everything(long seed, int count) {
    Random random = new Random(seed);
    List<Blob> blobs = new ArrayList<>();
    Instant start = Instant.parse("2022-12-31T23:00:00Z");
    for (int b = 0; b < count; b++) {
      Kind kind = pick(random, Kind.values());
      Instant window = start.plus(Duration.ofMinutes(5L * b));
      List<Event> events = new ArrayList<>();
      int n = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(40);
      for (int i = 0; i < n; i++) {
        events.add(anyEvent(random, kind, b * 1000L + i, window.plusMillis(i * 7001L)));
      }
      blobs.add(new Blob("ns", kind == Kind.IOT_HUB ? "iot" : "hub-" + kind.ordinal(), Integer.toString(random.nextInt(12)),
          window, kind, pick(random, Codec.values()), pick(random, 1, 3, Integer.MAX_VALUE), events));
    }
    return blobs;
  }

  private static Event anyEvent(Random random, Kind kind, long number, Instant time) {
    List<Reading> readings = new ArrayList<>();
    String json;
    switch (random.nextInt(12)) {
      case 0 -> json = "plain text " + number;
      case 1 -> json = "{\"uv\": 1, \"cut\": [" + number;
      case 2 -> {
        for (int i = random.nextInt(4) + 1; i > 0; i--) {
          readings.add(anyReading(random, number * 10 + i));
        }
        json = "[" + String.join(",", readings.stream().map(Reading::json).toList()) + "]";
      }
      case 3 -> {
        for (int i = random.nextInt(4) + 1; i > 0; i--) {
          readings.add(anyReading(random, number * 10 + i));
        }
        json = "{\"records\": [" + String.join(", ", readings.stream().map(Reading::prettyJson).toList()) + "]}";
      }
      default -> {
        readings.add(anyReading(random, number * 10));
        json = random.nextBoolean() ? readings.get(0).json() : readings.get(0).prettyJson();
      }
    }
    byte[] body = random.nextInt(5) == 0 ? gzip(bytes(json)) : bytes(json);
    return new Event(number, time, random.nextBoolean() ? "key-" + random.nextInt(3) : null, properties(random, kind), body,
        readings);
  }

  private static Reading anyReading(Random random, long number) {
    String device = "device-" + random.nextInt(7);
    Map<String, Cell> fields = new LinkedHashMap<>();
    fields.put("id", Cell.string(device));
    fields.put("n", Cell.plain(Long.toString(number)));
    for (int i = random.nextInt(5); i > 0; i--) {
      fields.put("field " + random.nextInt(6), anyCell(random));
    }
    return new Reading(device, fields);
  }

  private static Cell anyCell(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Cell.plain(pick(random, "0", "-0", "-0.0", "1.50", "1E-7", "12345678901234567890123", "0.30000000000000004",
          "6.02e+23", "-17"));
      case 1 -> Cell.plain(pick(random, "true", "false"));
      case 2 -> Cell.none();
      case 3 -> Cell.nested(pick(random, "{\"a\": {\"b\": [1, 2.50, \"x,y\"]}}", "[]", "{}", "[1,[2,[3]]]", "[{\"id\": \"inner\"}]"));
      default -> Cell.string(pick(random, "", " ", "a,b", "\"quoted\"", "line\nbreak", "carriage\r\nreturn", "tab\tbed", "=1+1", "ünï",
          "\uD83D\uDE80 rocket", "\u0001\u001f", "\u2028", "-", "\\back\\slash/", "'"));
    };
  }

  private static Map<String, Object> properties(Random random, Kind kind) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      map.put("site", "north-" + random.nextInt(3));
      if (kind != Kind.IOT_HUB) {
        map.put("attempt", 1L << random.nextInt(60));
        map.put("ratio", random.nextGaussian());
        map.put("trace", ByteBuffer.wrap(new byte[] {1, 2, 3, -1}));
      }
      if (kind == Kind.EVENTS_2017 || kind == Kind.EVENTS_2021) {
        map.put("nothing", null);
      }
    }
    return map;
  }

  /** The bytes in the gzip format. */
  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** UTF-8. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A JSON string: only what must be escaped is. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @SafeVarargs
  static <T> T pick(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }
}
