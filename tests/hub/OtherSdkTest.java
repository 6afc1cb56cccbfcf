//DEPS com.fasterxml.jackson.core:jackson-databind:2.18.9
package hub;

import static hub.HubFixture.HUB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;

/** The SDKs of other languages, unmodified: each sends, receives all of it, and finds it captured. */
class OtherSdkTest {
  private static final Path TESTS = Path.of(System.getProperty("project.root", ".")).resolve("tests");

  @TempDir
  Path dir;

  @Test
  void javaScript() throws Exception {
    Path node = Azurite.requireNode();
    try (LocalHub hub = LocalHub.builder().capture(HubFixture.folder(dir)).start()) {
      check(run(new ProcessBuilder("node", node.resolve("roundtrip.mjs").toString(), hub.connectionString(), HUB)));
      hub.close();
      checkCaptured();
    }
  }

  @Test
  void javaScriptOverTls() throws Exception {
    Path node = Azurite.requireNode();
    Path certificate = dir.resolve("hub.pem");
    try (LocalHub hub = LocalHub.builder().tls(certificate).start()) {
      ProcessBuilder process = new ProcessBuilder("node", node.resolve("roundtrip.mjs").toString(), hub.connectionString(), HUB);
      process.environment().put("NODE_EXTRA_CA_CERTS", certificate.toString());
      check(run(process));
    }
  }

  @Test
  void pythonOverTls() throws Exception {
    String python = python();
    Path certificate = dir.resolve("hub.pem");
    try (LocalHub hub = LocalHub.builder().tls(certificate).capture(HubFixture.folder(dir)).start()) {
      check(run(new ProcessBuilder(python, TESTS.resolve("hub/roundtrip.py").toString(), hub.connectionString(), HUB,
          Integer.toString(hub.port()), certificate.toString())));
      hub.close();
      checkCaptured();
    }
  }

  /** A Python that has the SDK; Debian's own is not always the first in the path. */
  private static String python() throws InterruptedException {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        Process p = new ProcessBuilder(python, "-c", "import azure.eventhub").redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (p.waitFor() == 0) {
          return python;
        }
      } catch (IOException e) {
        // not that one
      }
    }
    String why = "there is no Python with azure-eventhub here (Debian: apt-get install python3-azure)";
    if (System.getenv("CI") != null) {
      fail(why + ", and CI needs it");
    }
    return abort(why);
  }

  private static JsonNode run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread guard = new Thread(() -> {
      try {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    });
    guard.setDaemon(true);
    guard.start();
    String out = HubFixture.text(process.getInputStream());
    assertEquals(0, process.waitFor(), out);
    return new ObjectMapper().readTree(out.substring(out.lastIndexOf("\n", out.length() - 2) + 1));
  }

  private static void check(JsonNode said) {
    assertEquals("[\"0\",\"1\",\"2\",\"3\"]", said.get("partitionIds").toString());
    assertEquals(6, said.get("events").size());
    int keyed = 0;
    for (JsonNode e : said.get("events")) {
      if (!e.get("key").isNull()) {
        keyed++;
        assertEquals(e.get("key").asText(), e.get("body").asText());
        assertEquals(PartitionKeys.partitionOf(e.get("key").asText(), 4), e.get("partition").asInt());
      } else if (e.get("sequenceNumber").asInt() == 0) {
        JsonNode p = e.get("properties");
        assertEquals("text 5 1.5 true", p.get("s").asText() + " " + p.get("i") + " " + p.get("f") + " " + p.get("b"));
        assertEquals("0", e.get("offset").asText());
        assertTrue(e.get("last").asInt() >= 1);
      }
    }
    assertEquals(4, keyed);
  }

  private void checkCaptured() throws IOException {
    List<GenericRecord> all = HubFixture.avroByPartition(dir).values().stream().flatMap(List::stream).toList();
    assertEquals(6, all.size());
    assertEquals(4, all.stream().filter(r -> HubFixture.map(r, "SystemProperties").containsKey("x-opt-partition-key")).count());
    assertTrue(all.stream().anyMatch(r -> HubFixture.map(r, "Properties").getOrDefault("b", "").equals("true")));
  }

  @Test
  void theCertificateIsWrittenAndTheKeyIsNot() throws Exception {
    Path certificate = dir.resolve("hub.pem");
    try (LocalHub hub = LocalHub.builder().tls(certificate).start()) {
      String pem = Files.readString(certificate);
      assertTrue(pem.startsWith("-----BEGIN CERTIFICATE-----") && !pem.contains("PRIVATE"), pem);
      assertTrue(!hub.connectionString().contains("UseDevelopmentEmulator"));
    }
  }
}
