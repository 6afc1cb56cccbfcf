package explore;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A session without a terminal: runs what comes from stdin, prints the answers and the values of expressions, and
 * nothing else. JShell itself would print prompts, a welcome and feedback between them, and end with 0 whatever failed.
 */
final class Script implements AutoCloseable {
  /** JShell's own, then those of jshell-startup.jsh. */
  static final List<String> IMPORTS = Stream.of("java.io.*", "java.math.*", "java.net.*", "java.nio.file.*",
      "java.util.*", "java.util.concurrent.*", "java.util.function.*", "java.util.regex.*", "java.util.stream.*",
      "java.time.*", "capture.*", "explore.*", "static explore.Explore.*",
      "static org.dflib.Exp.$col", "static org.dflib.Exp.$double", "static org.dflib.Exp.$str")
      .map(i -> "import " + i + ";").toList();

  private static final Pattern COMMAND = Pattern.compile("\\s*/(?![/*]).*");
  private static final Pattern EXIT = Pattern.compile("\\s*/ex(?:i|it)?(?:\\s+(\\d{1,3}))?\\s*");

  private final JShell shell;
  private final PrintStream out;
  private boolean failed;

  private Script(PrintStream out) {
    this.out = out;
    this.shell = JShell.builder().executionEngine("local").build();
    shell.addToClasspath(System.getProperty("java.class.path"));
  }

  /**
   * Whether stdin is no terminal and snippets run in JShell's own JVM, as JBang has it. In a JVM of their own, as under
   * plain {@code jshell}, stdin is not what the user types, and is left alone.
   */
  static boolean isWanted() {
    return System.getProperty("sun.java.command", "").contains("jshell.tool")
        && Script.class.getClassLoader() == ClassLoader.getSystemClassLoader() && !isTerminal();
  }

  private static boolean isTerminal() {
    if (System.console() != null && Runtime.version().feature() < 22) {
      return true;
    }
    String told = System.getenv("JBANG_STDIN_NOTTY");
    if (told != null) {
      return !told.equals("true");
    }
    try {
      return new ProcessBuilder("test", "-t", "0").redirectInput(ProcessBuilder.Redirect.INHERIT).start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return true;
    }
  }

  /**
   * Runs a script. After a line that fails it goes on with the next.
   *
   * @return the exit status: what {@code /exit N} says; else 0, or 1 if anything failed or was left out
   */
  static int run(InputStream in, PrintStream out) {
    try (Script script = new Script(out)) {
      IMPORTS.forEach(script::evaluate);
      script.failed = false;
      Integer said = script.run(new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())));
      return said != null ? said : script.failed | Screen.hasFailed() ? 1 : 0;
    } catch (IOException e) {
      Screen.error(Answer.reason(e));
      return 1;
    }
  }

  /** Runs all lines, or those before {@code /exit}; answers the status that says, or null. */
  private Integer run(BufferedReader in) throws IOException {
    String source = "";
    boolean isEmpty = true;
    for (String line; (line = in.readLine()) != null;) {
      isEmpty &= line.isBlank();
      if (source.isEmpty() && COMMAND.matcher(line).matches()) {
        Matcher exit = EXIT.matcher(line);
        if (exit.matches()) {
          return exit.group(1) == null ? null : Integer.valueOf(exit.group(1));
        }
        fail("JShell's own commands, such as " + line.strip() + ", work in a terminal only");
      } else {
        source = evaluateWhole(source + line + "\n");
      }
    }
    if (!source.isBlank()) {
      evaluate(source);
    }
    if (isEmpty) { // nobody else asks whether there is what was to be opened
      Answer.run(() -> Work.call(() -> Explore.all().blobs()));
    }
    return null;
  }

  /** Runs what is complete; answers the rest. */
  private String evaluateWhole(String source) {
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (!info.completeness().isComplete() && info.completeness() != jdk.jshell.SourceCodeAnalysis.Completeness.UNKNOWN) {
        return rest;
      }
      evaluate(info.source() == null ? rest : info.source());
      rest = info.source() == null ? "" : info.remaining();
    }
    return "";
  }

  private void evaluate(String source) {
    for (SnippetEvent event : shell.eval(source)) {
      if (event.causeSnippet() == null) {
        report(event);
      }
    }
    out.flush();
  }

  private void report(SnippetEvent event) {
    if (event.status() == Snippet.Status.REJECTED) {
      Diag diag = shell.diagnostics(event.snippet()).filter(Diag::isError).findFirst().orElseThrow();
      fail(event.snippet().source().strip().lines().findFirst().orElse("") + ": "
          + String.join(", ", diag.getMessage(Locale.ROOT).strip().lines().map(String::strip).toList()));
    } else if (event.exception() != null) {
      fail(event.exception() instanceof EvalException e
          ? e.getExceptionClassName().replaceFirst(".*\\.", "") + ": " + e.getMessage() : event.exception().getMessage());
    } else if (isValue(event.snippet()) && event.value() != null && !event.value().isEmpty()) {
      out.println(event.value());
    }
  }

  private static boolean isValue(Snippet snippet) {
    return snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
        || snippet.subKind() == Snippet.SubKind.VAR_VALUE_SUBKIND;
  }

  private void fail(String line) {
    failed = true;
    Screen.error(line);
  }

  @Override
  public void close() {
    shell.close();
  }
}
