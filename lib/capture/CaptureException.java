package capture;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/**
 * A capture file or the place it is stored in could not be used. The message is one line for the user: it names the
 * file or address, says what is wrong and what to do, and never holds a secret. The cause, if any, is kept.
 */
public class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  public CaptureException(String message) {
    super(Secrets.hidden(message));
  }

  public CaptureException(String message, Throwable cause) {
    super(Secrets.hidden(message), cause);
  }

  /** One line for what was thrown, with the file it is about, and without any secret. */
  public static String text(Exception e) {
    String text = e instanceof FileSystemException f ? f.getFile() + ": " + reason(f)
        : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Secrets.hidden(text);
  }

  /** In a few words, why a file could not be used: what the JDK says of it is mostly just the file's name. */
  public static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such file or folder" : e instanceof AccessDeniedException ? "permission denied"
        : e instanceof FileAlreadyExistsException file ? file.getFile() + " is a file, not a folder"
        : e instanceof FileSystemLoopException ? "a link leads back to it"
        : e instanceof FileSystemException f ? f.getReason() != null ? f.getReason() : e.getClass().getSimpleName()
        : e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
  }
}
