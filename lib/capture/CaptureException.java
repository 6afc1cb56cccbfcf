package capture;

import java.io.IOException;

/**
 * A capture file or the place it is stored in could not be used. The message is one line for the user: it names the
 * file or address, says what is wrong and what to do, and never holds a secret. The cause, if any, is kept.
 */
public class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  public CaptureException(String message) {
    super(message);
  }

  public CaptureException(String message, Throwable cause) {
    super(message, cause);
  }
}
