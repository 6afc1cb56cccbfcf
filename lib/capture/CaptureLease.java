package capture;

/** A blob held for one reader, so that others leave it alone. Safe for use by several threads. */
public interface CaptureLease {
  /** How long it holds if it is not renewed, in seconds. */
  int SECONDS = 30;

  /** What stores without leases give. */
  CaptureLease NONE = new CaptureLease() {
    @Override
    public boolean renew() {
      return true;
    }

    @Override
    public void release() {
      // nothing is held
    }
  };

  /**
   * Holds the blob for another {@value #SECONDS} s; takes it anew if the lease was broken or ran out.
   *
   * @return false if another reader has it now, or the blob is gone or changed
   * @throws CaptureException if the store cannot be asked
   */
  boolean renew() throws CaptureException;

  /** Lets others have the blob. Does nothing if it is not held any more. */
  void release() throws CaptureException;
}
