package explore;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import support.Script;

/** A JShell of the JDK's own, with its own JVM, that has run jshell-startup.jsh. To be closed. */
final class Session implements AutoCloseable {
  /**
   * What became of a line.
   *
   * @param out what it printed on stdout
   * @param err what it printed on stderr
   * @param value the value JShell shows, as source code; null if there is none
   * @param trouble what JShell would show as an error or an exception; empty if all went well
   */
  record Answer(String out, String err, String value, String trouble) {
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final JShell shell;
  private final Answer greeting;

  /** Opens a location; these options are the JVM's. */
  Session(String location, String... options) throws Exception {
    String[] jvm = Stream.concat(Stream.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8",
        "-Dsun.stdout.encoding=UTF-8", "-Dstdout.encoding=UTF-8"), Arrays.stream(options)).toArray(String[]::new);
    shell = JShell.builder().out(new PrintStream(out, true, StandardCharsets.UTF_8))
        .err(new PrintStream(err, true, StandardCharsets.UTF_8)).remoteVMOptions(jvm).build();
    shell.addToClasspath(System.getProperty("java.class.path"));
    Answer said = new Answer("", "", null, "");
    Answer declared = ask("String[] args = {\"" + location + "\"};");
    assert declared.trouble.isEmpty() : declared.trouble;
    for (String line : Files.readAllLines(Script.PROJECT.resolve("jshell-startup.jsh"))) {
      if (!line.isBlank() && !line.startsWith("//")) {
        said = ask(line);
        if (!said.trouble.isEmpty()) {
          throw new AssertionError(line + ": " + said.trouble);
        }
      }
    }
    greeting = said;
  }

  /** What the startup file's last line printed. */
  Answer greeting() {
    return greeting;
  }

  /** What tab would offer after these characters. */
  List<String> completions(String typed) {
    return shell.sourceCodeAnalysis().completionSuggestions(typed, typed.length(), new int[1]).stream()
        .map(s -> s.continuation()).distinct().toList();
  }

  /** Runs what was typed, one snippet or more. */
  Answer ask(String typed) {
    out.reset();
    err.reset();
    String value = null;
    StringBuilder trouble = new StringBuilder();
    String rest = typed;
    while (!rest.isBlank()) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(info.source() == null ? rest : info.source())) {
        if (event.causeSnippet() == null) {
          value = event.value();
          shell.diagnostics(event.snippet()).filter(Diag::isError).forEach(d -> trouble.append(d.getMessage(Locale.ROOT)));
          if (event.exception() != null) {
            trouble.append(event.exception());
          }
        }
      }
      rest = info.source() == null ? "" : info.remaining();
    }
    return new Answer(text(out), text(err), value, trouble.toString());
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The path as a Java string. */
  static String quoted(Path path) {
    return "\"" + path.toString().replace("\\", "\\\\") + "\"";
  }

  @Override
  public void close() {
    shell.close();
  }
}
