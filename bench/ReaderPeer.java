///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION What ReaderBench compares with: captures to one CSV file per device, the plain way
//DEPS org.apache.avro:avro:1.12.1
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
//DEPS org.slf4j:slf4j-nop:1.7.36

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * The plain way with the libraries' own readers, on one thread: generic records, trees of JSON, a BufferedWriter per
 * device. It trusts its input and survives nothing: no quoting, no rejects, no checkpoint, no waiting for the disk.
 */
class ReaderPeer {
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, BufferedWriter> writers = new HashMap<>();
  private final Path output;

  private ReaderPeer(Path output) {
    this.output = output;
  }

  /** Takes the folder of captures and the folder for the device files. */
  public static void main(String... args) throws IOException {
    new ReaderPeer(Files.createDirectories(Path.of(args[1]))).read(Path.of(args[0]));
  }

  private void read(Path captures) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(captures)) {
      files = all.filter(f -> f.toString().endsWith(".avro")).sorted().toList();
    }
    for (Path file : files) {
      try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        while (reader.hasNext()) {
          ByteBuffer body = (ByteBuffer) reader.next().get("Body");
          add(json.readTree(body.array(), body.position(), body.remaining()));
        }
      }
    }
    for (BufferedWriter writer : writers.values()) {
      writer.close();
    }
  }

  private void add(JsonNode reading) throws IOException {
    String device = reading.get("id").asText();
    BufferedWriter writer = writers.get(device);
    if (writer == null) {
      writer = Files.newBufferedWriter(output.resolve(device + ".csv"));
      writers.put(device, writer);
      List<String> names = new ArrayList<>();
      reading.fieldNames().forEachRemaining(names::add);
      writer.write(String.join(",", names) + "\n");
    }
    List<String> cells = new ArrayList<>();
    reading.forEach(value -> cells.add(value.asText()));
    writer.write(String.join(",", cells) + "\n");
  }
}
