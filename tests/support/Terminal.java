package support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A pseudo-terminal with a command in it, by tmux, in a server of its own. To be closed, which ends both. */
public final class Terminal implements AutoCloseable {
  /** What JShell prompts with. */
  public static final String PROMPT = "jshell>";
  /** Ends a test that hangs; far beyond what anything here takes. */
  private static final long GUARD_SECONDS = 120;
  private static final int ECHO = 30;

  private int columns;
  private final String socket = "tests-" + UUID.randomUUID();

  /** Starts a shell command in a folder, with these variables, and none that configure Azure. */
  public Terminal(int columns, int rows, Path folder, Map<String, String> environment, String command) throws Exception {
    this.columns = columns;
    List<String> start = new ArrayList<>(List.of("env", "-u", "AZURE_STORAGE_CONNECTION_STRING", "-u", "AZURE_STORAGE_ACCOUNT",
        "-u", "NO_COLOR", "LC_ALL=C.UTF-8"));
    environment.forEach((name, value) -> start.add(name + "=" + value));
    // What is on the screen stays there to be read when the command has ended.
    start.addAll(List.of("tmux", "-L", socket, "-f", "/dev/null", "new-session", "-d", "-x", "" + columns, "-y", "" + rows, "-c",
        folder.toString(), command + "; echo \"[ended with $?]\"; cat"));
    run(start);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(command + ": " + out);
    }
    return out;
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(words));
    return run(command);
  }

  /** Makes it so wide, and waits until it is: tmux takes its time. */
  public void resize(int width) throws IOException, InterruptedException {
    columns = width;
    tmux("resize-window", "-t", "0", "-x", Integer.toString(width));
    String tty = tmux("display-message", "-p", "-t", "0", "#{pane_tty}").strip();
    await(lines -> isWide(tty, width));
  }

  private static boolean isWide(String tty, int width) {
    try {
      return run(List.of("stty", "-F", tty, "size")).strip().endsWith(" " + width);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All lines so far, also those that were scrolled away, without empty ones at the end; with colours as ANSI codes if wanted. */
  public List<String> lines(boolean colours) throws IOException, InterruptedException {
    String all = colours ? tmux("capture-pane", "-p", "-e", "-S", "-", "-t", "0") : tmux("capture-pane", "-p", "-S", "-", "-t", "0");
    return all.stripTrailing().lines().map(String::stripTrailing).toList();
  }

  public List<String> lines() throws IOException, InterruptedException {
    return lines(false);
  }

  /** Waits until the last line is this. */
  public void await(String last) throws IOException, InterruptedException {
    await(lines -> !lines.isEmpty() && lines.get(lines.size() - 1).equals(last));
  }

  /** Waits until the lines are so; answers them. */
  public List<String> await(Predicate<List<String>> isSo) throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> lines = lines();
    while (!isSo.test(lines)) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(GUARD_SECONDS)) {
        throw new AssertionError("waited in vain; the screen is\n" + String.join("\n", lines));
      }
      LockSupport.parkNanos(10_000_000);
      lines = lines();
    }
    return lines;
  }

  /** Types characters, and nothing more. */
  public void type(String text) throws IOException, InterruptedException {
    tmux("send-keys", "-t", "0", "-l", text);
  }

  /** Presses a key by tmux's name, such as {@code Enter}, {@code Tab} or {@code C-c}. */
  public void press(String key) throws IOException, InterruptedException {
    tmux("send-keys", "-t", "0", key);
  }

  /** Types a line, and waits for the next prompt; answers what came between. */
  public List<String> ask(String line) throws IOException, InterruptedException {
    long before = typed(line);
    type(line);
    press("Enter");
    return answer(line, before);
  }

  /** How often a line was typed so far. */
  public long typed(String line) throws IOException, InterruptedException {
    return typed(lines(), line);
  }

  private static long typed(List<String> lines, String line) {
    return lines.stream().filter(l -> l.startsWith(echo(line))).count();
  }

  /** JShell shows no semicolon at the end, and its own blanks. */
  private static String echo(String line) {
    String shown = PROMPT + " " + line.replaceFirst(";$", "");
    return shown.substring(0, Math.min(ECHO, shown.length()));
  }

  /** Waits until a line was typed more often than that, and the last is a prompt again; answers what came between. */
  public List<String> answer(String line, long before) throws IOException, InterruptedException {
    List<String> lines = await(l -> typed(l, line) > before && l.get(l.size() - 1).equals(PROMPT));
    int from = lines.size() - 1;
    while (!lines.get(from).startsWith(echo(line))) {
      from--;
    }
    from += 1 + (PROMPT.length() + 1 + line.length()) / columns; // what was typed may take more lines than one
    return lines.subList(from, Math.max(from, lines.size() - 1)).stream().filter(l -> !l.isEmpty()).toList();
  }

  /** The command that opens a session on a location, as JBang users type it, without what JBang says when it builds. */
  public static String jbang(String location) {
    return "'" + Script.PROJECT.resolve("jbang") + "' --quiet -i '" + Script.PROJECT.resolve("jshell-startup.jsh") + "' " + location;
  }

  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
