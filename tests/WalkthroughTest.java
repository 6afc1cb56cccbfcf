import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hub.Reading;
import hub.Telemetry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Script;

/** What the README's first screen promises: the scripts as a person runs them, one after the other. */
class WalkthroughTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "id,timestamp,uv,temperature,humidity";

  @TempDir
  Path folder;

  private List<Path> files(String below, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(below))) {
      return all.filter(p -> p.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** What a seed sends, as the CSV files must show it: by device, the rows in order. */
  private static Map<String, List<String>> expected(int devices, int rounds, long seed) {
    Telemetry telemetry = Telemetry.seeded(devices, seed);
    Map<String, List<String>> rows = new TreeMap<>();
    for (int i = 0; i < rounds; i++) {
      for (Reading r : telemetry.round()) {
        rows.computeIfAbsent(r.id(), id -> new ArrayList<>(List.of(HEADER))).add(r.id() + "," + r.timestamp() + ","
            + r.uv().toPlainString() + "," + r.temperature() + "," + r.humidity());
      }
    }
    return rows;
  }

  private Map<String, List<String>> csv(String below) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Path file : files(below, ".csv")) {
      rows.put(file.getFileName().toString().replace(".csv", ""), Files.readAllLines(file));
    }
    return rows;
  }

  @Test
  void twoCommandsWithoutAnyConfigurationGiveTenFilesOfTwentyRows() throws Exception {
    Script sent = Script.run(folder, "Sender.java");
    assertEquals(0, sent.exit(), sent.err());
    assertTrue(sent.err().lines().findFirst().orElse("").startsWith("No namespace is named"), sent.err());
    List<String> lines = sent.out().lines().toList();
    for (int round = 0; round < 20; round++) {
      assertEquals(Integer.toString(round), lines.get(round));
    }
    assertTrue(lines.get(20).startsWith("200 events from 10 devices sent to "), lines.get(20));
    Script read = Script.run(folder, "CaptureReader.java");
    assertEquals(0, read.exit(), read.err());
    Map<String, List<String>> csv = csv("devices");
    assertEquals(10, csv.size());
    csv.forEach((device, rows) -> {
      assertEquals(HEADER, rows.get(0));
      assertEquals(21, rows.size());
      assertTrue(rows.stream().skip(1).allMatch(row -> row.startsWith(device + ",")), rows.toString());
    });
    assertEquals(List.of(), files("capture", ".avro"), "what was processed is deleted");
  }

  @Test
  void theRowsAreWhatWasSent() throws Exception {
    assertEquals(0, Script.run(folder, "Sender.java", "--seed", "7", "--local", "here").exit());
    Script read = Script.run(folder, "CaptureReader.java", "here", "-o", "out", "--keep");
    assertEquals(0, read.exit(), read.err());
    assertEquals(expected(10, 20, 7), csv("out"));
    assertTrue(files("here", ".avro").size() >= 1, "--keep keeps");
  }

  @Test
  void theStockAvroLibraryReadsTheCapturedFiles() throws Exception {
    assertEquals(0, Script.run(folder, "Sender.java", "--seed", "8", "--devices", "3", "--rounds", "4").exit());
    Map<String, List<String>> bodies = new HashMap<>();
    for (Path file : files("capture", ".avro")) {
      assertTrue(folder.relativize(file).toString().replace('\\', '/')
          .matches("capture/[^/]+/[^/]+/\\d+/\\d{4}/\\d\\d/\\d\\d/\\d\\d/\\d\\d/\\d\\d\\.avro"), file.toString());
      try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        long expectedNumber = 0;
        for (GenericRecord event : reader) {
          assertEquals(expectedNumber++, event.get("SequenceNumber"));
          String body = new String(((ByteBuffer) event.get("Body")).array());
          JsonNode json = JSON.readTree(body);
          Map<?, ?> system = (Map<?, ?>) event.get("SystemProperties");
          assertEquals(json.get("id").asText(), String.valueOf(system.entrySet().stream()
              .filter(e -> e.getKey().toString().equals("x-opt-partition-key")).findFirst().orElseThrow().getValue()));
          bodies.computeIfAbsent(json.get("id").asText(), id -> new ArrayList<>()).add(body);
        }
      }
    }
    Map<String, List<String>> sent = new HashMap<>();
    Telemetry telemetry = Telemetry.seeded(3, 8);
    for (int i = 0; i < 4; i++) {
      telemetry.round().forEach(r -> sent.computeIfAbsent(r.id(), id -> new ArrayList<>())
          .add(new String(Telemetry.json(r))));
    }
    assertEquals(sent, bodies);
  }
}
