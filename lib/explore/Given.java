package explore;

import capture.CapturedEvent;
import java.nio.file.Path;

/** What a person typed, checked: all methods throw IllegalArgumentException with one line that says what was expected. */
final class Given {
  private Given() {
  }

  /** A number of events. */
  static int count(String word, int n) {
    if (n < 1) {
      throw new IllegalArgumentException(word + "(" + n + "): at least 1 was expected");
    }
    return n;
  }

  /** Something that is there. */
  static <T> T some(String what, T value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " was expected, not null");
    }
    return value;
  }

  /** The event at a place, counted from 0. */
  static CapturedEvent at(long index, CapturedEvent event, Events choice) {
    if (event == null) {
      throw new IllegalArgumentException("no event " + index + ": " + choice);
    }
    return event;
  }

  /** The path of a file to write; {@code ~/} is the user's own folder. */
  static Path file(String path) {
    String given = some("the path of a file", path);
    if (given.isBlank()) {
      throw new IllegalArgumentException("the path of a file was expected, such as \"out.csv\"");
    }
    return Path.of(home(given)).toAbsolutePath().normalize();
  }

  /** Where captures are; {@code ~/} is the user's own folder. */
  static String location(String location) {
    String given = some("a folder or container", location);
    if (given.isBlank()) {
      throw new IllegalArgumentException("a folder or container was expected, such as \"capture\"");
    }
    return home(given);
  }

  /** A path as a shell would give it: {@code ~/} is the user's own folder. */
  static String home(String path) {
    return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
  }
}
