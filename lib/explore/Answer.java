package explore;

import capture.CaptureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** How words answer: the answer, or one line that says what is wrong; then what was left out. */
final class Answer {
  private static final Set<Damage> NAMED = ConcurrentHashMap.newKeySet();

  private Answer() {
  }

  /** What a word asks of a pass over the events. */
  interface Question {
    Object ask(Scan scan) throws Exception;
  }

  /** Prints what a call answers, or what is wrong. */
  static void print(Callable<?> call) {
    run(() -> Screen.print(Work.call(call)));
  }

  /** Prints the answer to a question, unless there are no events, and what was left out. */
  static void print(Events events, Question question) {
    Scan scan = events.scan();
    run(() -> {
      Object answer = Work.call(() -> question.ask(scan));
      if (scan.count() == 0) {
        Screen.message("no events: " + events);
      } else {
        Screen.print(answer);
      }
    });
    leftOut(scan);
  }

  /** What a word does. */
  interface Deed {
    void run() throws Exception;
  }

  /** Does it; what it throws becomes one line. */
  static void run(Deed deed) {
    try {
      deed.run();
    } catch (InterruptedException e) {
      Screen.message("stopped");
    } catch (OutOfMemoryError e) {
      Screen.error("not enough memory; choose fewer events, or start with -R-Xmx4g");
    } catch (Exception e) {
      Screen.error(reason(e));
    }
  }

  /** One line that says what is wrong. */
  static String reason(Throwable e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    if (cause instanceof FileSystemException file) {
      return file.getFile() + ": " + reason(file);
    }
    String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return cause instanceof IOException || cause instanceof IllegalArgumentException ? text
        : cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + text);
  }

  /** What these exceptions tell by their class only. */
  private static String reason(FileSystemException e) {
    return e instanceof FileAlreadyExistsException ? "is there already" : CaptureException.reason(e);
  }

  /** Names what is damaged, the first time it is met, and tells each time how much was left out. */
  static void leftOut(Scan scan) {
    for (Damage damage : scan.damaged()) {
      if (NAMED.add(damage)) {
        Screen.message("damaged: " + damage.reason());
      }
    }
    if (!scan.damaged().isEmpty()) {
      Screen.error("left out: " + Text.count(scan.damaged().size(), "capture") + ", from where damaged on");
    }
  }
}
