package hub;

import static hub.HubFixture.client;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Script;

/** LocalHub.java as a person runs it. */
class LocalHubScriptTest {
  private static final String EMULATOR = """
      {"UserConfig": {"NamespaceConfig": [{"Type": "EventHub", "Name": "emulatorNs1", "Entities": [
        {"Name": "eh1", "PartitionCount": "2", "ConsumerGroups": [{"Name": "cg1"}]},
        {"Name": "eh2", "PartitionCount": 5, "ConsumerGroups": []}]}], "LoggingConfig": {"Type": "File"}}}
      """;

  @TempDir
  Path dir;

  /** Starts it, sends an event as its first line says, stops it by a signal; returns all it said. */
  private String run(String hub, String signal, String... args) throws Exception {
    Process process = Script.start(dir, Map.of(), "LocalHub.java", args);
    try {
      BufferedReader out = process.inputReader();
      StringBuilder said = new StringBuilder();
      String connectionString = null;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("Endpoint=")) {
          connectionString = line;
        }
        if (line.startsWith("Captures go to")) {
          break;
        }
      }
      try (var p = client(connectionString + ";EntityPath=" + hub).buildProducerClient()) {
        p.send(List.of(new EventData("one"), new EventData("two")), new SendOptions().setPartitionId("1"));
      }
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      out.lines().forEach(l -> said.append(l).append('\n'));
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
      assertEquals("", HubFixture.text(process.getErrorStream()).replaceAll("(?m)^\\[jbang].*\n", ""));
      return said.toString();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void ctrlCWritesEveryOpenWindow() throws Exception {
    String said = run("telemetry", "INT", "--port", "0");
    assertTrue(said.contains("captured local/telemetry/1/"), said);
    assertTrue(said.contains("Stopped: 2 events taken; 2 captured in 1 file in capture\n"), said);
    for (String language : List.of("Java ", "JavaScript ", "Python ")) {
      assertTrue(said.contains(language), said);
    }
    assertEquals(1, HubFixture.captures(dir.resolve("capture")).size());
  }

  @Test
  void soDoesSigtermAndTheEmulatorsConfigWillDo() throws Exception {
    Path config = Files.writeString(dir.resolve("Config.json"), EMULATOR);
    String said = run("eh2", "TERM", "--port", "0", "--config", config.toString(), "--capture", "there");
    assertTrue(said.contains("eh1 (2 partitions), eh2 (5 partitions)"), said);
    assertTrue(said.contains("SharedAccessKey=SAS_KEY_VALUE;"), said);
    assertTrue(said.contains("2 captured in 1 file in there\n"), said);
    assertTrue(HubFixture.captures(dir.resolve("there")).get(0).startsWith("emulatorNs1/eh2/1/"));
  }
}
