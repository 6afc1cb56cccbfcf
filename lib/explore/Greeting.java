package explore;

import java.util.List;

/**
 * What a session says first, in at most three lines: what was opened, and three things to try.
 *
 * @param lines without ends of line
 */
record Greeting(List<String> lines) {
  private static final String LOOK = "try  captures()  head(5)  describe()";
  private static final String MAKE = "try  open(\"LOCATION\")  hub()  send(200)";
  private static final String HELP = "help() lists all words";

  /** Lists what was opened, and reads nothing. */
  static Greeting of(Events events) {
    try {
      CaptureList list = Work.call(() -> CaptureList.of(events));
      return list.blobs().isEmpty() ? new Greeting(List.of(events + " holds no captures yet", MAKE, HELP))
          : new Greeting(List.of(list.summary(), LOOK, HELP));
    } catch (Exception e) {
      return new Greeting(List.of(Answer.reason(e), MAKE, HELP));
    }
  }

  /** The lines, none longer than so many columns; 0 is any number. */
  String print(int width) {
    return String.join("\n", width == 0 ? lines : lines.stream().map(l -> Text.cut(l, width)).toList());
  }
}
