package jbang;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wrapper {@code ./jbang} as a process, copied into folders with spaces. One fetch goes through the real Maven
 * (into the machine's own Maven repository); in the other tests a script of two lines is mvn. The time limits only end
 * what hangs, and are far beyond what anything here takes.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class WrapperTest {
  static final String VERSION = "0.132.1";
  static final String JAR = "jbang-cli-" + VERSION + "-all.jar";
  static final String JDK = System.getProperty("java.home");
  static final Path PROJECT = Path.of(System.getProperty("project.root", ".")).toAbsolutePath().normalize();

  static final String COPY = """
      class Copy {
        public static void main(String[] args) throws Exception {
          System.in.transferTo(System.out);
        }
      }
      """;
  static final String WAIT = """
      class Wait {
        public static void main(String[] args) throws Exception {
          Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("stopped")));
          System.out.println("pid " + ProcessHandle.current().pid());
          new java.util.concurrent.CountDownLatch(1).await();
        }
      }
      """;

  /** Every process of a test, so that none is left behind by one that fails. */
  static final List<Process> STARTED = new CopyOnWriteArrayList<>();

  /** A copy of the wrapper that has fetched its JBang through the real Maven. */
  @TempDir
  static Path shared;
  static Path installed;
  static Result firstRun;

  /** A copy of the wrapper as it is in a fresh clone. */
  @TempDir
  Path temp;
  Path fresh;
  final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  static void fetchThroughMaven() throws Exception {
    installed = Files.createDirectory(shared.resolve("an installed one"));
    Files.copy(PROJECT.resolve("jbang"), installed.resolve("jbang"));
    Path elsewhere = Files.createDirectory(shared.resolve("else where"));
    Files.writeString(elsewhere.resolve("pom.xml"), "not a project");
    firstRun = run(elsewhere, Map.of("JAVA_HOME", JDK), "", installed + "/jbang", "version");
  }

  @BeforeEach
  void copy() throws IOException {
    fresh = Files.createDirectory(temp.resolve("a fresh clone"));
    Files.copy(PROJECT.resolve("jbang"), fresh.resolve("jbang"));
    environment.put("JAVA_HOME", JDK);
    environment.put("JBANG_DIR", temp.resolve("jbang dir").toString());
  }

  @AfterEach
  void endProcesses() {
    STARTED.forEach(Process::destroyForcibly);
    STARTED.clear();
  }

  @Test
  void fetchesWithMavenWhereverItIsCalledFrom() {
    assertEquals(new Result(0, VERSION + "\n", "jbang: fetching JBang " + VERSION + " with Maven, once\n"), firstRun);
  }

  @Test
  void leavesNothingButTheJar() throws IOException {
    assertEquals(List.of(JAR), names(installed.resolve(".jbang")));
  }

  @Test
  void needsNoMavenTheSecondTime() throws Exception {
    environment.put("PATH", toolsOnly().toString());
    assertEquals(new Result(0, VERSION + "\n", ""), run(installed, "./jbang", "version"));
  }

  @Test
  void callsMavenOnceOnly() throws Exception {
    mvn("echo called >>" + quoted(temp.resolve("calls")), deliver());
    assertEquals(0, run(fresh, "./jbang", "version").status);
    assertEquals(0, run(fresh, "./jbang", "version").status);
    assertEquals(List.of("called"), Files.readAllLines(temp.resolve("calls")));
  }

  /** Each of the two mvn waits for the other: opening a named pipe to read waits for its writer, and the reverse. */
  @Test
  void twoFirstRunsAtOnceBothSucceed() throws Exception {
    Path pipe = temp.resolve("pipe");
    assertEquals(0, run(temp, "mkfifo", pipe.toString()).status);
    mvn("if mkdir " + quoted(temp.resolve("first")), "then read -r line <" + quoted(pipe),
        "else echo go >" + quoted(pipe), "fi", deliver());
    Process one = start(fresh, environment, "./jbang", "version");
    Process other = start(fresh, environment, "./jbang", "version");
    assertEquals(0, finish(one, "").status);
    assertEquals(0, finish(other, "").status);
    assertEquals(List.of(JAR), names(fresh.resolve(".jbang")));
  }

  @Test
  void worksThroughLinks() throws Exception {
    Path folder = Files.createDirectory(shared.resolve("some links"));
    Files.createSymbolicLink(folder.resolve("one"), folder.relativize(installed.resolve("jbang")));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
    assertEquals(new Result(0, VERSION + "\n", ""), run(temp, folder + "/two", "version"));
  }

  @Test
  void isFoundOnThePath() throws Exception {
    environment.put("PATH", installed + ":" + System.getenv("PATH"));
    assertEquals(VERSION + "\n", run(temp, "sh", "-c", "jbang version").out);
  }

  @Test
  void runsInEveryShell() throws Exception {
    assertEquals(VERSION + "\n", run(installed, "bash", "./jbang", "version").out);
    assertEquals(VERSION + "\n", run(installed, "sh", "./jbang", "version").out);
  }

  @Test
  void passesArgumentsUnchanged() throws Exception {
    script("Echo.java", "import java.util.List;",
        "class Echo { public static void main(String[] a) { List.of(a).forEach(System.out::println); } }");
    List<String> arguments = List.of("two words", "it's", "$HOME", "`id`", "*", "a;b", "\"q\"", "a\\b", "~", "--help");
    List<String> command = new ArrayList<>(List.of(installed + "/jbang", "Echo.java"));
    command.addAll(arguments);
    assertEquals(arguments, run(temp, command.toArray(String[]::new)).out.lines().toList());
  }

  @Test
  void passesStdinUnchanged() throws Exception {
    script("Copy.java", COPY);
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    Path in = Files.write(temp.resolve("in"), bytes);
    Path out = temp.resolve("out");
    ProcessBuilder builder = builder(temp, environment, installed + "/jbang", "Copy.java");
    Process process = builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).start();
    assertEquals(0, process.waitFor());
    assertArrayEquals(bytes, Files.readAllBytes(out));
  }

  @Test
  void leavesStdinToTheScriptWhenItFetches() throws Exception {
    script("Copy.java", COPY);
    mvn("cat >/dev/null", deliver());
    assertEquals("for the script", run(temp, environment, "for the script", fresh + "/jbang", "Copy.java").out);
  }

  @Test
  void exitsAsTheScriptDoes() throws Exception {
    script("Exit.java", "class Exit { public static void main(String[] a) { System.exit(Integer.parseInt(a[0])); } }");
    for (int status : new int[] {0, 1, 2, 130, 255}) {
      assertEquals(status, run(temp, installed + "/jbang", "Exit.java", "" + status).status);
    }
  }

  @Test
  void exitsAsJBangDoes() throws Exception {
    Result result = run(temp, installed + "/jbang", "missing.java");
    assertEquals(2, result.status);
    assertTrue(result.err.contains("missing.java"), result.err);
  }

  @Test
  void theScriptTakesTheWrappersPlaceAndGetsItsSignals() throws Exception {
    script("Wait.java", WAIT);
    Process process = start(temp, environment, installed + "/jbang", "Wait.java");
    var out = process.inputReader();
    assertEquals("pid " + process.pid(), out.readLine());
    process.toHandle().destroy(); // Process.destroy() would close its stdout too
    assertEquals("stopped", out.readLine());
    assertEquals(143, finish(process, "").status);
  }

  /** In a terminal, made by util-linux's script. INT may be ignored here: shells do so to what they start with '&'. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void controlCReachesTheScript() throws Exception {
    script("Wait.java", WAIT);
    String command = "env --default-signal=INT " + quoted(installed.resolve("jbang")) + " --quiet Wait.java";
    Process process = start(temp, environment, "script", "--quiet", "--return", "--command", command, "/dev/null");
    var out = process.inputReader();
    assertTrue(out.readLine().startsWith("pid "));
    process.getOutputStream().write(3);
    process.getOutputStream().flush();
    assertTrue(out.readLine().endsWith("stopped"));
    assertEquals(130, finish(process, "").status);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void jshellHasTheTerminal() throws Exception {
    script("start.jsh", "System.out.println(\"console \" + (System.console() != null));");
    String command = quoted(installed.resolve("jbang")) + " -i start.jsh";
    Process process = start(temp, environment, "script", "--quiet", "--return", "--command", command, "/dev/null");
    Result result = finish(process, "int answer = 6 * 7\n/exit answer\n");
    assertTrue(result.out.contains("console true"), result.out);
    assertEquals(42, result.status);
  }

  @Test
  void prefersJavaHomeToThePath() throws Exception {
    Path bin = tool("java", "exit 9").getParent();
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    Path home = Files.createSymbolicLink(temp.resolve("my jdk"), Path.of(JDK));
    environment.put("JAVA_HOME", home.toString());
    script("Home.java", "//JAVA 17+",
        "class Home { public static void main(String[] a) { System.out.print(1 + 1); } }");
    assertEquals("2", run(temp, installed + "/jbang", "Home.java").out);
    Files.delete(home); // JUnit warns of links that lead out of a @TempDir
  }

  @Test
  void takesTheJdkOnThePath() throws Exception {
    environment.put("JAVA_HOME", "");
    environment.put("PATH", JDK + "/bin:" + toolsOnly());
    assertEquals(VERSION + "\n", run(installed, "./jbang", "version").out);
  }

  @Test
  void saysThatThereIsNoJava() throws Exception {
    environment.put("JAVA_HOME", "");
    environment.put("PATH", toolsOnly().toString());
    assertFails("no java in the PATH");
    environment.put("JAVA_HOME", "/nowhere");
    assertFails("no java in /nowhere");
  }

  @Test
  void saysThatAJreIsNotEnough() throws Exception {
    tool("java", "echo 'openjdk version \"21.0.1\"' >&2");
    environment.put("JAVA_HOME", temp.toString());
    assertFails("bin/java has no javac");
  }

  @Test
  void saysThatTheJdkIsTooOld() throws Exception {
    tool("java", "echo 'java version \"1.8.0_402\"' >&2");
    tool("javac", "exit 9");
    environment.put("JAVA_HOME", temp.toString());
    assertFails("is Java 1, too old");
    Files.writeString(temp.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"16.0.2\"\n");
    assertFails("is Java 16, too old");
  }

  @Test
  void saysThatThereIsNoMaven() throws Exception {
    environment.put("PATH", toolsOnly().toString());
    assertFails("no mvn on the PATH");
  }

  @Test
  void saysWhatMavenSaid() throws Exception {
    mvn("echo '[INFO] Scanning'; echo '[ERROR] Cannot reach it'; echo '[ERROR] more'", "exit 1");
    assertFails("Maven could not fetch JBang 0.132.1 (offline?): [ERROR] Cannot reach it");
    assertEquals(List.of(), names(fresh.resolve(".jbang")));
  }

  @Test
  void removesAFileWithAnotherChecksum() throws Exception {
    mvn("echo damaged >" + JAR);
    assertFails("removed JBang 0.132.1, its SHA-256 is ");
    assertEquals(List.of(), names(fresh.resolve(".jbang")));
  }

  @Test
  void saysThatItCannotWrite() throws Exception {
    Files.createFile(fresh.resolve(".jbang")); // a file, because no permission stops a test that runs as root
    assertFails("cannot write to " + fresh.toRealPath().resolve(".jbang"));
  }

  @Test
  void fetchesIntoTheMavenRepositoryOfJBang() throws Exception {
    mvn("echo \"[ERROR] $*\"", "exit 1");
    environment.put("JBANG_REPO", "a repo");
    assertFails("-Dmaven.repo.local=" + fresh.toRealPath().resolve("a repo"));
  }

  record Result(int status, String out, String err) {
  }

  /** Exit status 1, nothing on stdout, and one line that says why (after the line that says that it fetches). */
  void assertFails(String reason) throws Exception {
    Result result = run(fresh, "./jbang", "version");
    List<String> lines = result.err.lines().filter(line -> !line.contains("fetching")).toList();
    assertEquals(1, lines.size(), result.err);
    assertTrue(lines.get(0).startsWith("jbang: ") && lines.get(0).contains(reason), result.err);
    assertEquals("", result.out);
    assertEquals(1, result.status);
  }

  void script(String name, String... lines) throws IOException {
    Files.write(temp.resolve(name), List.of(lines));
  }

  /** Writes an executable shell script into a folder {@code bin} of this test. */
  Path tool(String name, String... lines) throws IOException {
    return tool(Files.createDirectories(temp.resolve("bin")).resolve(name), lines);
  }

  static Path tool(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  void mvn(String... lines) throws IOException {
    environment.put("PATH", tool("mvn", lines).getParent() + ":" + System.getenv("PATH"));
  }

  /** The line of a mvn that has found the real jar. */
  static String deliver() {
    return "cp " + quoted(installed.resolve(".jbang").resolve(JAR)) + " .";
  }

  /** A folder with what the wrapper itself needs, and with no java and no mvn. */
  Path toolsOnly() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("tools only"));
    String[] path = System.getenv("PATH").split(":");
    for (String name : "sh readlink sed mkdir mktemp rm mv grep cat head sha256sum".split(" ")) {
      Path real = Stream.of(path).map(p -> Path.of(p, name)).filter(Files::isExecutable).findFirst().orElseThrow();
      tool(folder.resolve(name), "exec " + quoted(real) + " \"$@\"");
    }
    return folder;
  }

  Result run(Path folder, String... command) throws Exception {
    return run(folder, environment, "", command);
  }

  static Result run(Path folder, Map<String, String> environment, String in, String... command) throws Exception {
    return finish(start(folder, environment, command), in);
  }

  static Process start(Path folder, Map<String, String> environment, String... command) throws IOException {
    Process process = builder(folder, environment, command).start();
    STARTED.add(process);
    return process;
  }

  static ProcessBuilder builder(Path folder, Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeAll(List.of("JBANG_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Gives the process its stdin, waits for its end and returns what it has written and nobody has read yet. */
  static Result finish(Process process, String in) throws Exception {
    var err = new ByteArrayOutputStream();
    Thread reader = new Thread(() -> {
      try (var stream = process.getErrorStream()) {
        stream.transferTo(err);
      } catch (IOException closed) {
        // What was read before is what there is.
      }
    });
    reader.start();
    try (var stdin = process.outputWriter()) {
      stdin.write(in);
    } catch (IOException closed) {
      // A process may end without reading its stdin.
    }
    String out = new String(process.getInputStream().readAllBytes());
    reader.join();
    return new Result(process.waitFor(), out, err.toString());
  }

  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static String quoted(Path path) {
    return "'" + path + "'";
  }
}
