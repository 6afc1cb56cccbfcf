package explore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import support.Script;

/** A pseudo-terminal with a command in it, by tmux, in a server of its own. To be closed, which ends both. */
final class Terminal implements AutoCloseable {
  static final String PROMPT = "jshell>";
  /** Ends a test that hangs; far beyond what anything here takes. */
  private static final long GUARD_SECONDS = 120;

  private final int columns;
  private final String socket = "explore-" + UUID.randomUUID();

  /** Starts a shell command in a folder, with these variables, and none that configure Azure. */
  Terminal(int columns, int rows, Path folder, Map<String, String> environment, String command) throws Exception {
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

  /** All lines so far, also those that were scrolled away, without empty ones at the end; with colours as ANSI codes if wanted. */
  List<String> lines(boolean colours) throws IOException, InterruptedException {
    String all = colours ? tmux("capture-pane", "-p", "-e", "-S", "-", "-t", "0") : tmux("capture-pane", "-p", "-S", "-", "-t", "0");
    return all.stripTrailing().lines().map(String::stripTrailing).toList();
  }

  List<String> lines() throws IOException, InterruptedException {
    return lines(false);
  }

  /** Waits until the last line is this. */
  void await(String last) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!last().equals(last)) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(GUARD_SECONDS)) {
        throw new AssertionError("waited in vain for '" + last + "':\n" + String.join("\n", lines()));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private String last() throws IOException, InterruptedException {
    List<String> lines = lines();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** Types characters, and nothing more. */
  void type(String text) throws IOException, InterruptedException {
    tmux("send-keys", "-t", "0", "-l", text);
  }

  /** Presses a key by tmux's name, such as {@code Enter}, {@code Tab} or {@code C-c}. */
  void press(String key) throws IOException, InterruptedException {
    tmux("send-keys", "-t", "0", key);
  }

  /** Types a line, and waits for the next prompt; answers what came between. */
  List<String> ask(String line) throws IOException, InterruptedException {
    int before = lines().size() + (PROMPT.length() + 1 + line.length()) / columns; // what was typed may take two lines
    type(line);
    press("Enter");
    return answer(before);
  }

  /** Waits until there are more lines than these and the last is a prompt; answers those between. */
  List<String> answer(int before) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (;;) {
      List<String> lines = lines();
      if (lines.size() > before && lines.get(lines.size() - 1).equals(PROMPT)) {
        List<String> answer = new ArrayList<>(lines.subList(before, lines.size() - 1));
        while (!answer.isEmpty() && answer.get(answer.size() - 1).isEmpty()) {
          answer.remove(answer.size() - 1);
        }
        return answer;
      }
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(GUARD_SECONDS)) {
        throw new AssertionError("no prompt:\n" + String.join("\n", lines));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** The command that opens a session on a location, as JBang users type it. */
  static String jbang(String location) {
    return "'" + Script.PROJECT.resolve("jbang") + "' -i '" + Script.PROJECT.resolve("jshell-startup.jsh") + "' " + location;
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
