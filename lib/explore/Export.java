//DEPS com.fasterxml.jackson.core:jackson-core:2.20.0
package explore;

import capture.CaptureName;
import capture.CapturedEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Events as files for other programs: whole or not at all, in the order of capture, UTF-8. */
public final class Export {
  private static final JsonFactory JSON = new JsonFactory();

  private Export() {
  }

  /**
   * CSV (RFC 4180, but lines end in a line feed) with a header: {@code enqueued} (ISO 8601), {@code partition}, {@code
   * sequenceNumber}, then the fields of the JSON bodies as they were written; {@code body}, the text, last, if there are
   * bodies that are no JSON objects. What is missing, and null, is empty. Reads all events twice: first for the fields.
   *
   * @return how many events
   */
  public static long csv(Scan scan, Path file) throws IOException, InterruptedException {
    Names all = scan.fold(Names::new, Names::add, Names::addAll);
    List<String> header = new ArrayList<>(List.of("enqueued", "partition", "sequenceNumber"));
    header.addAll(all.names);
    if (all.isOther) {
      header.add("body");
    }
    Row row = new Row();
    return write(scan, file, String.join(",", header.stream().map(Export::cell).toList()) + "\n", (event, out) -> {
      boolean isObject = row.read(event);
      out.write(event.enqueuedTime() + "," + (event.origin() == null ? "" : cell(event.origin().partition())) + ","
          + event.sequenceNumber());
      for (String name : all.names) {
        int i = row.find(name);
        out.write(i < 0 || row.kind(i) == Row.Kind.NULL ? "," : "," + cell(row.text(i)));
      }
      out.write((all.isOther ? "," + (isObject ? "" : cell(event.text())) : "") + "\n");
    });
  }

  /** A cell, in quotes only where it must be. */
  static String cell(String text) {
    boolean isPlain = text.chars().allMatch(c -> c != ',' && c != '"' && c != '\n' && c != '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /**
   * JSON Lines: namespace, eventHub, partition (null where the capture's name does not tell), sequenceNumber, offset,
   * enqueued, systemProperties, properties (bytes in base64) and body: JSON as it was written, on one line, else text.
   *
   * @return how many events
   */
  public static long jsonl(Scan scan, Path file) throws IOException, InterruptedException {
    return write(scan, file, "", (event, out) -> {
      StringWriter line = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(line)) {
        json.writeStartObject();
        CaptureName o = event.origin();
        json.writeStringField("namespace", o == null ? null : o.namespace());
        json.writeStringField("eventHub", o == null ? null : o.eventHub());
        json.writeStringField("partition", o == null ? null : o.partition());
        json.writeNumberField("sequenceNumber", event.sequenceNumber());
        json.writeStringField("offset", event.offset());
        json.writeStringField("enqueued", event.enqueuedTime().toString());
        properties(json, "systemProperties", event.systemProperties());
        properties(json, "properties", event.properties());
        json.writeFieldName("body");
        String body = EventText.onOneLine(event);
        if (body == null) {
          json.writeString(event.text());
        } else {
          json.writeRawValue(body);
        }
        json.writeEndObject();
      }
      out.write(line.append('\n').toString());
    });
  }

  private static void properties(JsonGenerator json, String name, Map<String, Object> properties) throws IOException {
    json.writeObjectFieldStart(name);
    for (var property : properties.entrySet()) {
      json.writeFieldName(property.getKey());
      if (property.getValue() instanceof byte[] bytes) {
        json.writeBinary(bytes);
      } else {
        json.writePOJO(property.getValue()); // numbers, text and null
      }
    }
    json.writeEndObject();
  }

  private interface Lines {
    void write(CapturedEvent event, Writer out) throws IOException;
  }

  private static long write(Scan scan, Path file, String start, Lines lines) throws IOException, InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no such folder: " + folder);
    }
    Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
    long count = 0;
    try {
      try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8); EventReader reader = new EventReader(scan)) {
        out.write(start);
        for (CapturedEvent e; (e = reader.next()) != null; count++) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          lines.write(e, out);
        }
      }
      scan.counted(count);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return count;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static final class Names {
    private final Set<String> names = new LinkedHashSet<>();
    private final Row row = new Row(name -> false);
    private boolean isOther;

    void add(CapturedEvent event) {
      isOther |= !row.read(event);
      for (int i = 0; i < row.size(); i++) {
        names.add(row.name(i));
      }
    }

    Names addAll(Names other) {
      names.addAll(other.names);
      isOther |= other.isOther;
      return this;
    }
  }
}
