//DEPS org.jline:jline:3.30.16
package explore;

import capture.Secrets;
import java.io.IOException;
import java.nio.charset.Charset;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;

/** Where answers go: stdout, as wide as the terminal is; plain and uncut where it is none. Errors go to stderr. */
final class Screen {
  private static final boolean UNICODE = encoding().newEncoder().canEncode('\u28ff');
  private static Terminal terminal;
  private static volatile boolean failed;

  private Screen() {
  }

  private static Charset encoding() {
    // JDK 17 tells it by none of its own, and writes stdout in sun.stdout.encoding, else in the default.
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** Prints an answer, cut to the terminal's width, and nothing if it is null or empty. */
  static void print(Object answer) {
    int width = width();
    String text = answer == null ? "" : answer instanceof Table t ? t.print(width, width > 0 && colours())
        : answer.toString();
    if (!text.isEmpty()) {
      System.out.println(text.stripTrailing());
    }
    System.out.flush();
  }

  /** Prints what went wrong: one line. */
  static void error(String line) {
    failed = true;
    System.out.flush();
    System.err.println(Text.plain(Secrets.hidden(line.strip())));
  }

  /** Prints a message that is no answer: one line. */
  static void message(String line) {
    System.out.flush();
    System.err.println(Text.plain(Secrets.hidden(line)));
  }

  /** Whether an error was printed so far. */
  static boolean hasFailed() {
    return failed;
  }

  /** The terminal's columns, or 0 where stdout is none. JLine is started by the first call. */
  static synchronized int width() {
    if (terminal == null) {
      try {
        terminal = TerminalBuilder.builder().system(true).systemOutput(SystemOutput.SysOut).dumb(true)
            .nativeSignals(false).build();
      } catch (IOException | RuntimeException | LinkageError e) {
        return 0;
      }
    }
    return Terminal.TYPE_DUMB.equals(terminal.getType()) ? remoteWidth() : terminal.getWidth();
  }

  /** Under plain {@code jshell} this JVM has no terminal, and knows what the user exports. */
  private static int remoteWidth() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    boolean isRemote = System.getProperty("sun.java.command", "").contains("RemoteExecutionControl");
    return isRemote && columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : 0;
  }

  /** How many rows of a table a screen shows with what is around them; all where stdout is no terminal. */
  static int rows() {
    return width() > 0 && terminal.getHeight() > 8 ? terminal.getHeight() - 5 : Integer.MAX_VALUE;
  }

  /** The columns that a chart takes: the terminal's, or 80. */
  static int columns() {
    return width() > 0 ? Math.min(width(), 160) : 80;
  }

  /** A chart as large as it fits well. */
  static String chart(Chart chart) {
    return chart.print(columns(), width() > 0 && colours());
  }

  private static boolean colours() {
    return System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether stdout can show more than ASCII. */
  static boolean isUnicode() {
    return UNICODE;
  }

  static String ellipsis() {
    return UNICODE ? "\u2026" : "~";
  }

  /** A bar that is as long as a share, 0 to 1, of its width. */
  static String bar(double share, int width) {
    if (!UNICODE) {
      return "#".repeat((int) Math.round(share * width));
    }
    int eighths = (int) Math.round(share * width * 8);
    return "\u2588".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : String.valueOf((char) (0x2590 - eighths % 8)));
  }
}
