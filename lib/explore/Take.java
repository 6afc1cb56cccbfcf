package explore;

import org.dflib.DataFrame;

/** The words that take events away: into a DataFrame, or into a file, over one that is there. */
public interface Take {
  /** The choice that the words ask. */
  Events choice();

  /**
   * The events as a DFLib DataFrame. Computed by {@link Frames}. Empty, after a line that says why, if that fails.
   */
  default DataFrame frame() {
    DataFrame[] frame = {DataFrame.empty()};
    Answer.print(choice(), scan -> {
      frame[0] = Frames.of(scan);
      return null;
    });
    return frame[0];
  }

  /** Writes the events as CSV, and prints how many. Written by {@link Export}. */
  default void csv(String path) {
    Answer.print(choice(), scan -> written(Export.csv(scan, Given.file(path)), path));
  }

  /** Writes the events as JSON, one a line, and prints how many. Written by {@link Export}. */
  default void jsonl(String path) {
    Answer.print(choice(), scan -> written(Export.jsonl(scan, Given.file(path)), path));
  }

  private static String written(long events, String path) {
    return Text.count(events, "event") + " written to " + Given.file(path);
  }
}
