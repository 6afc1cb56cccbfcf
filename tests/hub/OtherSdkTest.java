//DEPS com.fasterxml.jackson.core:jackson-databind:2.18.9
package hub;

import static hub.HubFixture.HUB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.models.SendOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.generic.GenericRecord;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;

/** The SDKs of other languages, unmodified: each sends, receives all of it, and finds it captured. */
class OtherSdkTest {
  private static final Path TESTS = Path.of(System.getProperty("project.root", ".")).resolve("tests");

  private static final String BODIES = "[\"data\",\"value\",\"value\",\"value\",\"sequence\"]";

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
    try (LocalHub hub = onPythonsPort(LocalHub.builder().tls(certificate).capture(HubFixture.folder(dir)))) {
      check(run(new ProcessBuilder(python, TESTS.resolve("hub/roundtrip.py").toString(), hub.connectionString(), HUB, certificate.toString())));
      hub.close();
      checkCaptured();
    }
  }

  /** This client goes to port 5671 whatever it is told: that of an address of this machine that nobody else will have taken. */
  private static LocalHub onPythonsPort(LocalHubBuilder builder) throws IOException {
    Random random = new Random();
    String address = "127." + (1 + random.nextInt(254)) + "." + random.nextInt(255) + "." + (1 + random.nextInt(254));
    try {
      return builder.host(address).port(5671).start();
    } catch (IOException e) {
      return builder.host("localhost").start(); // where 127.0.0.1 is the only one
    }
  }

  @Test
  void javaScriptReceivesFromEveryPosition() throws Exception {
    Path node = Azurite.requireNode();
    try (LocalHub hub = LocalHub.start()) {
      checkPositions(run(new ProcessBuilder("node", node.resolve("positions.mjs").toString(), hub.connectionString(), HUB)), 6);
    }
  }

  @Test
  void javaScriptSendsEveryBody() throws Exception {
    Path node = Azurite.requireNode();
    try (LocalHub hub = LocalHub.builder().capture(HubFixture.folder(dir)).start()) {
      JsonNode types = run(new ProcessBuilder("node", node.resolve("bodies.mjs").toString(), hub.connectionString(), HUB));
      assertEquals(BODIES, types.toString());
    }
    checkBodiesCaptured();
  }

  @Test
  void pythonReceivesFromEveryPositionAndSendsEveryBody() throws Exception {
    String python = python();
    Path certificate = dir.resolve("hub.pem");
    try (LocalHub hub = onPythonsPort(LocalHub.builder().tls(certificate).capture(HubFixture.folder(dir)))) {
      JsonNode said = run(new ProcessBuilder(python, TESTS.resolve("hub/positions.py").toString(), hub.connectionString(), HUB,
          certificate.toString()));
      checkPositions(said, 7);
      assertEquals(BODIES, said.get("bodies").toString());
    }
    checkBodiesCaptured();
  }

  /** What came from each of so many positions around the second of three events. */
  private static void checkPositions(JsonNode said, int count) {
    assertEquals("[\"a\",\"b\",\"c\"]", said.get("earliest").toString());
    assertEquals("[\"later\"]", said.get("latest").toString());
    int checked = 1;
    for (String position : List.of("offset", "sequence number", "enqueued time")) {
      assertEquals("[\"c\"]", said.get(position + " >").toString(), position);
      checked++;
      if (said.has(position + " >=")) {
        assertEquals("[\"b\",\"c\"]", said.get(position + " >=").toString(), position);
        checked++;
      }
    }
    assertEquals(count, checked);
  }

  /** Bytes and text as they are; anything else as AMQP encodes it. */
  private void checkBodiesCaptured() throws IOException {
    List<byte[]> bodies = HubFixture.avroByPartition(dir).get("2").stream().map(r -> HubFixture.bytes(r.get("Body"))).toList();
    assertEquals("bytes", new String(bodies.get(0), StandardCharsets.UTF_8));
    assertEquals("text", new String(bodies.get(1), StandardCharsets.UTF_8));
    assertEquals(42, ((Number) decode(bodies.get(2))).intValue());
    assertEquals("{a=b}", decode(bodies.get(3)).toString());
    assertEquals("[x, y]", decode(bodies.get(4)).toString());
  }

  private static Object decode(byte[] amqp) {
    DecoderImpl decoder = new DecoderImpl();
    AMQPDefinedTypes.registerAllTypes(decoder, new EncoderImpl(decoder));
    decoder.setByteBuffer(ByteBuffer.wrap(amqp));
    return decoder.readObject();
  }

  @Test
  void javaOverTls() throws Exception {
    Path certificate = dir.resolve("hub.pem");
    SSLContext before = SSLContext.getDefault();
    try (LocalHub hub = LocalHub.builder().tls(certificate).start()) {
      SSLContext.setDefault(trusting(certificate)); // as -Djavax.net.ssl.trustStore would, at the start of a JVM
      EventHubClientBuilder client = HubFixture.client(hub.connectionString(HUB)).customEndpointAddress("https://localhost:" + hub.port());
      try (var p = client.buildProducerClient()) {
        p.send(List.of(new EventData("x")), new SendOptions().setPartitionId("0"));
        assertEquals(0, p.getPartitionProperties("0").getLastEnqueuedSequenceNumber());
      }
      assertEquals(1, hub.counters().eventsReceived());
    } finally {
      SSLContext.setDefault(before);
    }
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      store.setCertificateEntry("hub", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
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
