package explore;

import capture.CaptureStore;
import java.util.List;

/**
 * What a session says first, in at most three lines.
 *
 * @param lines without ends of line
 */
record Greeting(List<String> lines) {
  /** Lists what was opened, and reads nothing. */
  static Greeting of(Events events) {
    try {
      CaptureList list = Work.call(() -> CaptureList.of(events));
      return list.blobs().isEmpty() ? new Greeting(List.of(events + " holds no captures yet", ADVICE))
          : new Greeting(List.of(list.summary(), "try  captures()   head(5)   describe()      help() lists all words"));
    } catch (Exception e) {
      return new Greeting(List.of(Answer.reason(e), ADVICE));
    }
  }

  private static final String ADVICE =
      "open(\"FOLDER or CONTAINER\") opens captures; hub() and send(200) make some here; help() lists all words";

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
