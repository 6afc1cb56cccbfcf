//DEPS org.apache.avro:avro:1.12.1
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
package explore;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** A folder of captures read the plain way, by the stock Avro library and Jackson, all of it in memory. */
final class Naive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);

  private Naive() {
  }

  /** A value in a body: its type, and its text as it was written. */
  record Value(String type, String text) {
    boolean isNumber() {
      return type.equals("integer") || type.equals("number");
    }

    double number() {
      return Double.parseDouble(text);
    }
  }

  /**
   * One event.
   *
   * @param hub namespace and event hub, as far as the name tells them
   * @param sequenceNumber null where the file has none
   * @param fields flat; null if the body is not one JSON object
   */
  record Event(String hub, String partition, Instant window, Long sequenceNumber, Instant enqueued,
      Map<String, Object> system, byte[] body, Map<String, Value> fields) {
    /** Out of gzip. */
    String text() throws IOException {
      return new String(plain(body), StandardCharsets.UTF_8);
    }

    /** Whose it is, by the rules in help("device"). */
    String device() {
      for (String name : List.of("id", "deviceId", "device_id", "device")) {
        if (fields != null && fields.containsKey(name) && !fields.get(name).type().equals("null")) {
          return fields.get(name).text();
        }
      }
      Object key = system.get("connectionDeviceId");
      return (String) (key == null ? system.get("x-opt-partition-key") : key);
    }
  }

  /** All events, in the order of capture. */
  static List<Event> read(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(f -> f.toString().endsWith(".avro")).toList();
    }
    List<Event> events = new ArrayList<>();
    for (Path file : files) {
      try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        for (GenericRecord record : reader) {
          events.add(event(folder.relativize(file), record));
        }
      }
    }
    events.sort(Comparator.comparing(Event::window).thenComparing(e -> e.hub.contains("/") ? e.hub.split("/")[0] : "")
        .thenComparing(e -> e.hub.substring(e.hub.indexOf('/') + 1)).thenComparing(e -> Integer.valueOf(e.partition)));
    return events; // sorting is stable: events of a file stay in their order
  }

  private static Event event(Path name, GenericRecord record) throws IOException {
    int levels = name.getNameCount();
    boolean isIot = levels == 7;
    int[] t = new int[6];
    for (int i = 0; i < (isIot ? 5 : 6); i++) {
      t[i] = Integer.parseInt(name.getName(levels - (isIot ? 5 : 6) + i).toString().replace(".avro", ""));
    }
    Map<String, Object> system = new LinkedHashMap<>();
    ((Map<?, ?>) record.get("SystemProperties")).forEach((k, v) -> system.put(k.toString(), v instanceof Long ? v : v.toString()));
    ByteBuffer buffer = (ByteBuffer) record.get("Body");
    byte[] body = new byte[buffer == null ? 0 : buffer.remaining()];
    if (buffer != null) {
      buffer.duplicate().get(body);
    }
    String time = record.get("EnqueuedTimeUtc").toString();
    Instant enqueued = system.get("x-opt-enqueued-time") instanceof Long millis ? Instant.ofEpochMilli(millis)
        : time.contains("/") ? LocalDateTime.parse(time, US).toInstant(ZoneOffset.UTC) : Instant.parse(time);
    return new Event((isIot ? "" : name.getName(0) + "/") + name.getName(isIot ? 0 : 1), name.getName(isIot ? 1 : 2).toString(),
        LocalDateTime.of(t[0], t[1], t[2], t[3], t[4], t[5]).toInstant(ZoneOffset.UTC),
        record.hasField("SequenceNumber") ? (Long) record.get("SequenceNumber") : null, enqueued, system, body, fields(body));
  }

  private static byte[] plain(byte[] body) throws IOException {
    return body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b
        ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
  }

  private static Map<String, Value> fields(byte[] body) throws IOException {
    String text = new String(plain(body), StandardCharsets.UTF_8);
    Map<String, Value> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(new StringReader(text))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      flatten(parser, text, "", fields);
      return parser.nextToken() == null ? fields : null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }

  private static void flatten(JsonParser parser, String text, String prefix, Map<String, Value> fields) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        int before = fields.size();
        flatten(parser, text, name + ".", fields);
        if (fields.size() == before) {
          fields.put(name, new Value("object", "{}"));
        }
      } else if (token == JsonToken.START_ARRAY) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        fields.put(name, new Value("array", text.substring(from, (int) parser.currentTokenLocation().getCharOffset() + 1)));
      } else {
        fields.put(name, new Value(type(parser, token), parser.getText()));
      }
    }
  }

  private static String type(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> "text";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "boolean";
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue().bitLength() < 64 ? "integer" : "number";
      default -> "number";
    };
  }
}
