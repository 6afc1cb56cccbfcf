package device;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells people how reading goes: on a terminal in one line that is written again and again, else in a line every few
 * seconds. To be closed.
 */
public final class ReadNews implements ReadListener, Closeable {
  private static final long TERMINAL_MILLIS = 250;
  private static final long LOG_MILLIS = 5_000;

  private final PrintStream err;
  private final boolean quiet;
  private final boolean isTerminal;
  private final ProgressText text;
  private ProgressLine line;

  /**
   * News for stderr.
   *
   * @param err that stream
   * @param quiet whether there is to be no progress, only what a person should know
   */
  public ReadNews(PrintStream err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
    this.isTerminal = !quiet && isTerminal();
    this.text = new ProgressText(isTerminal ? TERMINAL_MILLIS : LOG_MILLIS);
  }

  /** Java 17 knows of stdin and stdout only. */
  private static boolean isTerminal() {
    Path stderr = Path.of("/proc/self/fd/2");
    try {
      return Files.exists(stderr) ? stderr.toRealPath().startsWith("/dev/pts") || stderr.toRealPath().startsWith("/dev/tty")
          : System.console() != null;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized void message(String message) {
    if (line != null) {
      line.clear();
    }
    err.println("CaptureReader: " + message);
  }

  @Override
  public synchronized void progress(ReadSummary done, int blobs, long bytes) {
    String now = quiet ? null : text.line(done, blobs, bytes);
    if (now == null) {
      return;
    }
    if (!isTerminal) {
      err.println(now);
      return;
    }
    try {
      line = line == null ? ProgressLine.onStderr() : line;
      line.show(now);
    } catch (IOException e) {
      err.println(now);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (line != null) {
      line.close();
      line = null;
    }
  }
}
