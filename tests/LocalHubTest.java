import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Script;

/** LocalHub.java's options: what cannot be is said in one line, without a stack trace and without a key. */
class LocalHubTest {
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

  @TempDir
  Path dir;

  /** The command within this JVM, for what it refuses; captures would go into the test's own folder. */
  private String refused(int status, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--capture")) {
      all.addAll(List.of("--capture", dir.resolve("capture").toString()));
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertEquals(status, LocalHub.run(all.toArray(String[]::new)), said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.matches("LocalHub: [^\n]+\n"), text);
    assertFalse(text.contains(SECRET) || text.contains("Exception"), text);
    return text;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port 65536", "--port -1", "--port many", "--window 59s", "--window 901s", "--window soon", "--size 9MB",
      "--size 501MB", "--size many", "--eventhub a:0", "--eventhub a:1025", "--eventhub a:x", "--eventhub a/b", "--eventhub -a",
      "--eventhub a:1:b/c", "--eventhub a --eventhub A:2", "--name-format {Namespace}", "--namespace a.b", "--retention 0s",
      "--memory 0", "--memory x", "--config none.json", "--policy x:fly", "--policy x", "--policy :send", "--policy a:send --policy a:send",
      "--key a;b" + SECRET, "--nonsense", "word"})
  void wrongUsageIsOneLineAndStatus2(String args) throws Exception {
    refused(2, args.split(" "));
  }

  @Test
  void aTakenPortIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String said = refused(1, "--port", Integer.toString(taken.getLocalPort()));
      assertTrue(said.contains("localhost:" + taken.getLocalPort()) && said.contains("--port 0"), said);
    }
  }

  @Test
  void anAddressThatIsNotThisMachinesIsSaid() throws Exception {
    assertEquals("LocalHub: cannot listen at no-such-host.invalid: no such host\n",
        refused(1, "--port", "0", "--host", "no-such-host.invalid"));
    String said = refused(1, "--port", "0", "--host", "192.0.2.1");
    assertTrue(said.startsWith("LocalHub: cannot listen at 192.0.2.1:0: ") && !said.contains("another one"), said);
  }

  @Test
  void anAddressOfAnotherMachineIsSaid() throws Exception {
    assertTrue(refused(1, "--port", "0", "--host", "192.0.2.1").contains("192.0.2.1"));
    assertTrue(refused(1, "--port", "0", "--host", "no-such-host.invalid").contains("no-such-host.invalid"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidAtTheStart() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "");
    assertTrue(refused(1, "--port", "0", "--capture", file.toString()).contains("is a file, not a folder"));
    assertTrue(refused(1, "--port", "0", "--capture", "http://nonsense").contains("nonsense"));
  }

  @Test
  void aCertificateThatCannotBeWrittenIsSaid() throws Exception {
    String said = refused(1, "--port", "0", "--tls", dir.resolve("missing/hub.pem").toString());
    assertTrue(said.contains("missing") && said.contains("no such folder"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{} {}", "{\"UserConfig\": 1}", "{\"UserConfig\": {\"NamespaceConfig\": {\"Name\": \"x\"}}}",
      "{\"UserConfig\": {\"NamespaceConfig\": []}}", "{\"UserConfig\": {\"NamespaceConfig\": [1]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": []}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": {}}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [1]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"Name\": \"e\"}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"PartitionCount\": 2}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"Name\": \"e\", \"PartitionCount\": \"two\"}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"Name\": \"e\", \"PartitionCount\": 0}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"Name\": \"e\", \"PartitionCount\": 1, \"ConsumerGroups\": [{}]}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"Name\": \"e\", \"PartitionCount\": 1, \"ConsumerGroups\": 1}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"a b\", \"Entities\": [{\"Name\": \"e\", \"PartitionCount\": 1}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Entities\": [{\"Name\": \"e\", \"PartitionCount\": 1}]}]}}",
      "{\"UserConfig\": {\"NamespaceConfig\": [{\"Name\": \"n\", \"Entities\": [{\"Name\": \"e\", \"PartitionCount\": 1}, {\"Name\": \"E\", \"PartitionCount\": 1}]}]}}"})
  void aConfigThatIsNoneOfTheEmulatorsIsNamed(String json) throws Exception {
    Path config = Files.writeString(dir.resolve("Config.json"), json);
    assertTrue(refused(2, "--config", config.toString()).contains(config.toString()));
    assertTrue(refused(2, "--config", dir.toString()).contains(dir.toString()));
  }

  @Test
  void helpFits80ColumnsAndEndsWithTheExitStatuses() throws Exception {
    Script help = Script.run(dir, "LocalHub.java", "--help");
    assertEquals(0, help.exit());
    assertTrue(help.out().lines().allMatch(l -> l.length() <= 80), help.out());
    assertTrue(help.out().contains("Example: jbang LocalHub.java") && help.out().strip().endsWith("wrong usage."), help.out());
  }

  @Test
  void asAProcessItSaysTheSame() throws Exception {
    Script run = Script.run(dir, "LocalHub.java", "--window", "59s");
    assertEquals(2, run.exit());
    assertEquals("LocalHub: a capture window is open for 60s to 15m, not 59.0 s (--help tells more)\n", run.err());
    assertEquals("", run.out());
  }
}
