package capture;

/**
 * One capture file cannot be read, though the store it is in can: it is gone, was written anew, is archived or not this
 * user's to read, or its bytes are damaged. Others may well be read.
 */
public class UnreadableCaptureException extends CaptureException {
  private static final long serialVersionUID = 1L;

  private final boolean gone;

  public UnreadableCaptureException(String message, Throwable cause) {
    this(message, cause, false);
  }

  /** With whether it is gone, so that there is nothing to be told of. */
  UnreadableCaptureException(String message, Throwable cause, boolean gone) {
    super(message, cause);
    this.gone = gone;
  }

  /** Whether the file is not there any more: somebody deleted it since it was listed. */
  public boolean isGone() {
    return gone;
  }
}
