import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hub.LocalHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.Script;

/** Sender.java as a process: what it prints and answers, above all when something is wrong. */
class SenderTest {
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=";

  @TempDir
  Path folder;

  private Script send(Map<String, String> environment, String... args) throws Exception {
    Script run = Script.run(folder, environment, "Sender.java", args);
    assertFalse((run.out() + run.err()).contains(SECRET), "a key was printed");
    assertFalse(run.err().contains("\tat "), run.err());
    return run;
  }

  private static void assertOneLine(int exit, String containing, Script run) {
    assertEquals(exit, run.exit(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(containing), run.err());
  }

  @ParameterizedTest
  @CsvSource({"--devices,0", "--devices,ten", "--rounds,-1", "--interval,soon", "--seed,x", "--connection-string,nonsense",
      "--namespace,a b", "--nosuch,1", "--eventhub,a/b",
      "--namespace,Endpoint=sb://h/;SharedAccessKey=c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=",
      "'Endpoint=sb://h/;SharedAccessKey=c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=',1"})
  void wrongUsageIsOneLineAndStatus2(String option, String value) throws Exception {
    assertOneLine(2, "Sender: ", send(Map.of(), option, value));
  }

  @Test
  void helpEndsWithAnExampleAndTheExitStatuses() throws Exception {
    Script help = send(Map.of(), "--help");
    assertEquals(0, help.exit());
    assertTrue(help.out().contains("Example: jbang Sender.java"), help.out());
    assertTrue(help.out().strip().lines().reduce((a, b) -> b).orElse("").contains("2 wrong usage"), help.out());
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldOfBeforeAnythingIsSent() throws Exception {
    Files.createFile(folder.resolve("file"));
    Script run = send(Map.of(), "--local", "file/captures");
    assertOneLine(1, "Sender: cannot write file/captures", run);
    assertEquals("", run.out());
  }

  @Test
  void sendsToAnEventHubThatTheEnvironmentNames() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub("mine", 2).start()) {
      Script run = send(Map.of("EVENTHUB_CONNECTION_STRING", hub.connectionString(), "EVENTHUB_NAME", "mine"),
          "--devices", "5", "--rounds", "2");
      assertEquals(0, run.exit(), run.err());
      assertEquals("", run.err());
      assertEquals("0\n1\n10 events from 5 devices sent to mine at localhost:" + hub.port() + "\n", run.out());
    }
  }

  @Test
  void theStandInHasTheNamedEventHub() throws Exception {
    Script run = send(Map.of("EVENTHUB_NAME", "mine"), "--devices", "1", "--rounds", "1", "--local", "captures");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().startsWith("0\n1 event from 1 device sent to mine at localhost:"), run.out());
  }

  @Test
  void anEventHubThatIsNotThereIsOneLine() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub("mine", 2).start()) {
      assertOneLine(1, "no such event hub", send(Map.of(), "--connection-string", hub.connectionString(), "--eventhub",
          "other"));
    }
  }

  @Test
  void aWrongKeyIsOneLine() throws Exception {
    try (LocalHub hub = LocalHub.builder().eventHub("mine", 2).start()) {
      String wrong = hub.connectionString().replaceFirst("SharedAccessKey=[^;]*", "SharedAccessKey=" + SECRET);
      assertOneLine(1, "not let in; check the key", send(Map.of("EVENTHUB_CONNECTION_STRING", wrong, "EVENTHUB_NAME",
          "mine")));
    }
  }

  @Test
  void anUnreachableHostIsOneLine() throws Exception {
    assertOneLine(1, "no such host", send(Map.of(), "--namespace", "no-such-namespace.invalid", "--eventhub", "x"));
    assertOneLine(1, "no answer on port 1", send(Map.of("EVENTHUB_CONNECTION_STRING", "Endpoint=sb://127.0.0.1:1;"
        + "SharedAccessKeyName=a;SharedAccessKey=" + SECRET + ";UseDevelopmentEmulator=true"), "--eventhub", "x"));
  }
}
