package capture;

/** The bytes of a capture file are not what they should be: not Avro, of another record type, cut short, or damaged. */
public final class DamagedCaptureException extends UnreadableCaptureException {
  private static final long serialVersionUID = 1L;

  public DamagedCaptureException(String message) {
    super(message, null);
  }

  public DamagedCaptureException(String message, Throwable cause) {
    super(message, cause);
  }
}
