//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Script;
import support.Terminal;

/** Sessions in a pseudo-terminal: what JShell's API does not show. */
class TerminalTest {
  private static final String SLOW = "where(e -> { System.out.println(\"begun\");"
      + " java.util.concurrent.locks.LockSupport.parkNanos(600_000_000_000L); return true; })";

  @TempDir
  Path folder;

  private static void greets(Terminal terminal) throws Exception {
    terminal.await(Terminal.PROMPT);
    List<String> lines = terminal.lines();
    assertEquals(List.of("garden: 191 captures, 278.6 kB, 2026-06-21 00:00:00 to 23:45:00", "try  captures()  head(5)  describe()",
        "help() lists all words"), lines.subList(0, 3));
    assertTrue(lines.get(3).startsWith("|  Welcome to JShell"), lines.toString());
  }

  /** Ctrl-C, once a question has begun, brings the prompt back, and the next answer is right. */
  private static void stops(Terminal terminal, String typed, String sign) throws Exception {
    long before = terminal.typed(typed);
    int lines = terminal.lines().size();
    terminal.type(typed);
    terminal.press("Enter");
    terminal.await(l -> l.stream().skip(lines).anyMatch(s -> s.startsWith(sign)));
    terminal.press("C-c");
    List<String> said = terminal.answer(typed, before);
    assertTrue(said.stream().noneMatch(l -> l.contains("xception") || l.startsWith("|  ")), said.toString());
    assertEquals(List.of(Garden.EVENTS + " events"), terminal.ask("count()"), "the session is whole");
  }

  @Test
  void aWholeSession() throws Exception {
    Garden.write(folder.resolve("garden"));
    try (Terminal terminal = new Terminal(80, 24, folder, Map.of("TERM", "xterm-256color"), Terminal.jbang("garden"))) {
      greets(terminal);
      fitsEveryWidth(terminal);
      terminal.type("descr");
      terminal.press("Tab");
      terminal.await(Terminal.PROMPT + " describe()");
      terminal.press("Enter");
      assertEquals("field        count   min     mean    p50   p95   max", terminal.answer("describe()", 0).get(0));
      stops(terminal, SLOW + ".count()", "begun");
      stops(terminal, SLOW + ".events().forEach(e -> {})", "begun");
      stops(terminal, SLOW + ".csv(\"never.csv\")", "begun");
      follows(terminal);
      terminal.ask("open(\"fresh\")");
      assertTrue(terminal.ask("hub()").get(0).startsWith("a local Event Hubs captures into fresh every 2 s"));
      assertEquals(List.of("20 events of 10 devices sent and captured"), terminal.ask("send(20)"));
      terminal.type("/exit");
      terminal.press("Enter");
      terminal.await("[ended with 0]");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of("fresh", "garden"), files.map(f -> f.getFileName().toString()).sorted().toList(), "no file half-written");
    }
  }

  private static void fitsEveryWidth(Terminal terminal) throws Exception {
    assertEquals(List.of("enqueued      partition  sequence  id            timestamp  temperatu…  humidity",
        "00:00:28.065          0         0  greenhouse-1  2026-06-…        14.6        86", "not shown: uv; enqueued on 2026-06-21"),
        terminal.ask("head(1)"));
    List<String> coloured = terminal.lines(true);
    assertTrue(coloured.stream().anyMatch(l -> l.contains("\033[1m") && l.contains("enqueued      partition")), "the header is bold");
    terminal.ask("plot(\"temperature\", by(\"id\"))");
    assertTrue(terminal.lines(true).stream().anyMatch(l -> l.contains("\033[31ma  greenhouse-1")), "each line has its colour");
    terminal.resize(160);
    assertEquals(List.of("enqueued      partition  sequence  id            timestamp             temperature  humidity    uv",
        "00:00:28.065          0         0  greenhouse-1  2026-06-21T00:00:28Z         14.6        86  0.00",
        "00:00:41.112          0         1  greenhouse-2  2026-06-21T00:00:41Z         17.0        83  0.00", "enqueued on 2026-06-21"),
        terminal.ask("head(2)"));
    terminal.resize(40);
    assertEquals(List.of("enqueued      partition  sequence", "00:00:28.065          0         0"), terminal.ask("head(3)").subList(0, 2));
    assertEquals(List.of("from  count", "   0    453  ███████████████████████████"), terminal.ask("histogram(\"uv\")").subList(0, 2));
    assertTrue(terminal.ask("timeline()").stream().allMatch(l -> l.length() <= 40));
    terminal.resize(80);
  }

  /** A capture that arrives while it follows, is printed; nothing that was there before is. */
  private void follows(Terminal terminal) throws Exception {
    terminal.type("partition(0).follow()");
    terminal.press("Enter");
    terminal.await("following garden: partition 0; Ctrl-C ends it");
    var first = Garden.blobs().get(0);
    first.in(Garden.DAY.plusSeconds(86_400)).writeTo(folder.resolve("garden"));
    terminal.await(lines -> lines.get(lines.size() - 1).startsWith("2026-06-21 00:10:4"));
    terminal.press("C-c");
    List<String> said = terminal.answer("partition(0).follow()", 0);
    List<String> events = said.stream().filter(l -> l.startsWith("2026-06-21 00:")).toList();
    assertEquals(first.events().size(), events.size(), said.toString());
    assertEquals("2026-06-21 00:00:28.065  0  0  {\"id\": \"greenhouse-1\", \"timestamp\": \"2026-06-21T…", events.get(0));
  }

  @Test
  void onJava25() throws Exception {
    Path java = java25();
    assumeTrue(java != null, "optional: no JDK 25 in JAVA25_HOME or the usual folder");
    Garden.write(folder.resolve("garden"));
    Map<String, String> environment = Map.of("JAVA_HOME", java.toString(), "JBANG_DIR", folder.resolve("jbang").toString());
    try (Terminal terminal = new Terminal(80, 24, folder, environment, Terminal.jbang("garden"))) {
      terminal.await(Terminal.PROMPT);
      assertTrue(terminal.lines().stream().anyMatch(l -> l.startsWith("|  Welcome to JShell -- Version 25")), terminal.lines().toString());
      assertEquals("temperature    861  13.9  23.9715     24  32.6  34.4", terminal.ask("describe()").get(1));
      assertEquals(List.of("'2x' is not a span of time; write 250ms, 10s, 5m, 2h or 1d"), terminal.ask("last(\"2x\").count()"));
      stops(terminal, SLOW + ".count()", "begun");
      stops(terminal, SLOW + ".events().forEach(e -> {})", "begun");
      stops(terminal, "follow()", "following garden");
    }
  }

  private static Path java25() throws Exception {
    String home = System.getenv("JAVA25_HOME");
    if (home != null) {
      return Path.of(home);
    }
    Path usual = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(usual)) {
      return null;
    }
    try (Stream<Path> all = Files.list(usual)) {
      return all.filter(j -> j.getFileName().toString().matches(".*\\b25\\b.*") && Files.isExecutable(j.resolve("bin/jshell")))
          .findFirst().orElse(null);
    }
  }

  /** The command in the docs, but for the folder it is typed in. */
  @Test
  void plainJShellAsTheDocsSay() throws Exception {
    Garden.write(folder.resolve("garden"));
    List<String> lines = Files.readAllLines(Script.PROJECT.resolve("docs/exploring.md")).stream().map(String::strip)
        .filter(l -> l.equals("export COLUMNS") || l.startsWith("jshell --class-path")).toList();
    assertEquals(2, lines.size());
    String command = "cd '" + Script.PROJECT + "'; " + String.join("; ", lines);
    try (Terminal terminal = new Terminal(80, 24, folder, Map.of("COLUMNS", "80"), command)) {
      terminal.await(Terminal.PROMPT);
      assertTrue(terminal.lines().stream().anyMatch(l -> l.startsWith("try  ")), terminal.lines().toString());
      assertTrue(terminal.ask("open(\"" + folder.resolve("garden") + "\")").get(0).startsWith(folder.resolve("garden") + ": 191 captures"));
      assertEquals("temperature    861  13.9  23.9715     24  32.6  34.4", terminal.ask("describe()").get(1));
      assertEquals("not shown: uv; enqueued on 2026-06-21", terminal.ask("head(1)").get(2));
      assertEquals(List.of("'2x' is not a span of time; write 250ms, 10s, 5m, 2h or 1d"), terminal.ask("last(\"2x\").count()"));
      stops(terminal, "follow()", "following ");
    }
  }
}
