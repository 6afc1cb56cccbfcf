package device;

/** Who is told how reading goes. Called by one thread at a time. */
public interface ReadListener {
  /** Something a person should know: a line, without line end. */
  void message(String line);

  /** A blob could not be read, or not to its end; it is kept. A line, without line end, that names it. */
  default void failed(String line) {
    message(line);
  }

  /**
   * How far the reader is; called often.
   *
   * @param done what is read so far
   * @param blobs how many blobs there are to read
   * @param bytes how many bytes they have
   */
  default void progress(ReadSummary done, int blobs, long bytes) {
  }
}
