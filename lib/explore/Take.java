package explore;

import java.nio.file.Path;
import org.dflib.DataFrame;

/** The words that take events away: into a DataFrame, or into a file, over one that is there. */
public interface Take {
  /** The choice that the words ask. */
  Events events();

  /**
   * The events as a DFLib DataFrame. Computed by {@link Frames}. Empty, after a line that says why, if that fails.
   */
  default DataFrame frame() {
    DataFrame[] frame = {DataFrame.empty()};
    Answer.print(events(), scan -> {
      frame[0] = Frames.of(scan);
      return null;
    });
    return frame[0];
  }

  /** Writes the events as CSV, and prints how many. Written by {@link Export}. */
  default void csv(String path) {
    Answer.print(events(), scan -> written(Export.csv(scan, Path.of(path)), path));
  }

  /** Writes the events as JSON, one a line, and prints how many. Written by {@link Export}. */
  default void jsonl(String path) {
    Answer.print(events(), scan -> written(Export.jsonl(scan, Path.of(path)), path));
  }

  private static String written(long events, String path) {
    return Screen.count(events, "event") + " written to " + Path.of(path).toAbsolutePath().normalize();
  }
}
