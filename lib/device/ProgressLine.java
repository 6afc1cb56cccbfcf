//DEPS org.jline:jline:3.30.16
package device;

import java.io.Closeable;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;

/** The last line of a terminal, written again and again. To be closed, which clears it. For one thread at a time. */
final class ProgressLine implements Closeable {
  private final Terminal terminal;
  private boolean shown;

  private ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The terminal that stderr is. */
  static ProgressLine onStderr() throws IOException {
    return new ProgressLine(TerminalBuilder.builder().system(true).systemOutput(TerminalBuilder.SystemOutput.SysErr)
        .nativeSignals(false).dumb(true).build());
  }

  /** Shows a text, cut where the terminal ends. */
  void show(String text) {
    clear();
    int width = terminal.getWidth();
    terminal.writer().print(width > 1 && text.length() >= width ? text.substring(0, width - 1) : text);
    terminal.flush();
    shown = true;
  }

  /** Takes the text away, so that other lines can be printed. */
  void clear() {
    if (shown) {
      terminal.writer().print('\r');
      terminal.puts(Capability.clr_eol);
      terminal.flush();
      shown = false;
    }
  }

  @Override
  public void close() throws IOException {
    clear();
    terminal.close();
  }
}
