package hub;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A temporary folder of a hub's own for windows that are not yet stored, made when the first one opens. A disk that is
 * full does not lose events: {@link #insist} waits and tries again, which in the end makes the hub take no more events.
 */
final class SpoolFolder {
  private static final long RETRY_MILLIS = 500;

  /** Something that a full disk keeps from happening. */
  interface Attempt<T> {
    T run() throws IOException;
  }

  private final Consumer<String> problems;
  private Path path;
  private volatile boolean givenUp;

  SpoolFolder(Consumer<String> problems) {
    this.problems = problems;
  }

  /** The folder, or null before it is needed. */
  synchronized Path path() {
    return path;
  }

  /** A new file in it, empty. For one window. */
  Path create() throws IOException {
    return insist("make a temporary file", () -> {
      try {
        return Files.createTempFile(made(), "window-", ".avro");
      } catch (NoSuchFileException e) {
        Files.createDirectories(made()); // somebody tidied up
        throw e;
      }
    });
  }

  private synchronized Path made() throws IOException {
    if (path == null) {
      path = Files.createTempDirectory("local-hub-");
    }
    return path;
  }

  /** Tries until it works, or until the hub stops and will wait no longer; then what was thrown last is thrown. */
  <T> T insist(String what, Attempt<T> attempt) throws IOException {
    for (boolean told = false; ; told = true) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (givenUp) {
          throw e;
        }
        if (!told) {
          problems.accept("cannot " + what + ": " + e.getMessage() + "; trying again");
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Nobody insists any more. */
  void giveUp() {
    givenUp = true;
  }

  /** Deletes it, when every window is stored. */
  synchronized void delete() {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (DirectoryNotEmptyException e) {
      problems.accept(path + " is not empty");
    } catch (IOException e) {
      problems.accept("cannot delete " + path + ": " + e.getMessage());
    }
  }
}
