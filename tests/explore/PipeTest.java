//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree.Blob;
import support.Script;

/** Sessions whose stdin is a pipe: as part of scripts. */
class PipeTest {
  @TempDir
  static Path garden;

  @TempDir
  Path folder;

  @BeforeAll
  static void write() throws Exception {
    Garden.write(garden);
  }

  /** What {@code printf IN | ./jbang WORDS} does in the project's folder. */
  static Script run(Map<String, String> environment, String in, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(Script.PROJECT.resolve("jbang").toString(), "--quiet"));
    command.addAll(List.of(words));
    Path err = Files.createTempFile("pipe", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(Script.PROJECT.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AZURE_"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
      stdin.write(in);
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    String said = Files.readString(err);
    Files.delete(err);
    return new Script(exit, out, said);
  }

  @Test
  void answersAreAllThatIsPrinted() throws Exception {
    Events events = Events.open(garden.toString(), Map.of());
    Script script = run(Map.of(), "describe()\nhead(3)\n", "explore", garden.toString());
    assertEquals("", script.err());
    assertEquals(Description.of(events.scan()) + "\n" + Preview.head(events.scan(), 3) + "\n", script.out(), "plain, and nothing cut");
    assertTrue(script.out().contains("2026-06-21T00:00:28Z") && script.out().indexOf('\033') < 0);
    assertEquals(0, script.exit());
  }

  @Test
  void whereJShellKeepsItsPreferencesIsNotTold() throws Exception {
    for (Path root : List.of(folder.resolve("new"), Path.of("/dev/null/not-writable"))) {
      Script script = run(Map.of(), "count()\n", "-R=-Djava.util.prefs.userRoot=" + root, "-i", "jshell-startup.jsh",
          garden.toString());
      assertEquals("", script.err());
      assertEquals(Garden.EVENTS + " events\n", script.out());
      assertEquals(0, script.exit());
    }
    assertTrue(Files.isDirectory(folder.resolve("new")), "or else JShell keeps none, and this shows nothing");
  }

  @Test
  void moreThanALocationIsOneLine() throws Exception {
    for (List<String> words : List.of(List.of(garden.toString(), "more"), List.of("--help"))) {
      List<String> command = new ArrayList<>(List.of("explore"));
      command.addAll(words);
      Script script = run(Map.of(), "count()\n", command.toArray(String[]::new));
      assertEquals("at most one LOCATION was expected, a folder or container, not: " + String.join(" ", words) + "\n", script.err());
      assertEquals("", script.out());
      assertEquals(2, script.exit());
    }
  }

  @Test
  void nothingToRunStillTellsThatNothingIsThere() throws Exception {
    Script script = run(Map.of(), "", "explore", folder.resolve("none").toString());
    assertTrue(script.err().startsWith("no such folder: ") && script.err().lines().count() == 1, script.err());
    assertEquals(1, script.exit());
    assertEquals(new Script(0, "", ""), run(Map.of(), "", "explore", garden.toString()));
  }

  @Test
  void whatFailsIsOnStderrAndInTheExitStatus() throws Exception {
    String in = """
        plot("temprature")
        count()
        6 * 7
        int twice(int n) {
          return 2 * n;
        }
        twice(4)
        nonsense()
        throw new IllegalStateException("on purpose");
        /vars
        last("2h").partition(1)
        """;
    Script script = run(Map.of(), in, "-i", "jshell-startup.jsh", garden.toString());
    assertEquals(Garden.EVENTS + " events\n42\n8\n" + garden + ": last 2h, partition 1\n", script.out());
    List<String> err = script.err().lines().toList();
    assertEquals(4, err.size(), script.err());
    assertTrue(err.get(0).startsWith("no field 'temprature'"), err.get(0));
    assertTrue(err.get(1).startsWith("nonsense(): cannot find symbol"), err.get(1));
    assertEquals("IllegalStateException: on purpose", err.get(2));
    assertEquals("JShell's own commands, such as /vars, work in a terminal only", err.get(3));
    assertEquals(1, script.exit());
  }

  @Test
  void whatWasLeftOutIsInTheExitStatusUnlessTheScriptSaysAnother() throws Exception {
    Blob blob = Garden.blobs().get(0);
    byte[] bytes = blob.bytes();
    blob.writeTo(folder, Arrays.copyOf(bytes, bytes.length - 10));
    Script script = run(Map.of(), "count()\n", "-i", "jshell-startup.jsh", folder.toString());
    assertEquals("6 events\n", script.out());
    assertTrue(script.err().startsWith("damaged: " + blob.name() + ": "), script.err());
    assertTrue(script.err().endsWith("\nleft out: 1 capture, from where damaged on\n"), script.err());
    assertEquals(1, script.exit());
    assertEquals(3, run(Map.of(), "count()\n/exit 3\ncount()\n", "-i", "jshell-startup.jsh", folder.toString()).exit());
  }

  /** The program in the docs, but for the place of the library. */
  @Test
  void theProgramInTheDocsRuns() throws Exception {
    String docs = Files.readString(Script.PROJECT.resolve("docs/exploring.md"));
    String program = docs.substring(docs.indexOf("```java\n") + 8, docs.indexOf("\n```", docs.indexOf("```java")) + 1);
    Path file = folder.resolve("Hot.java");
    Files.writeString(file, program.replace("//DEPS lib/", "//DEPS " + Script.PROJECT.resolve("lib") + "/"));
    Script script = run(Map.of(), "", file.toString(), garden.toString());
    assertEquals(0, script.exit(), script.err());
    Events hot = Events.open(garden.toString(), Map.of()).where(e -> Explore.number(e, "temperature") > 30);
    List<Naive.Event> truth = Naive.read(garden).stream().filter(e -> e.fields() != null && e.fields().get("temperature").number() > 30).toList();
    assertEquals(Devices.of(hot.scan()) + "\n" + truth.get(0).text() + "\n" + truth.get(1).text() + "\n", script.out());
  }
}
