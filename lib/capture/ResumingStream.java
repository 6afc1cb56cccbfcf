package capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A stream over a network: where it breaks it is opened again at the byte it had reached, with a pause that doubles. For one
 * thread.
 */
final class ResumingStream extends InputStream {
  /** So long without a byte, and it is given up. */
  private static final long LONGEST_NANOS = 25_000_000_000L;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 4_000;

  /** Opens the stream at a byte. */
  interface Opener {
    InputStream open(long from) throws CaptureException;
  }

  private final long length;
  private final Opener opener;
  private final Function<Exception, CaptureException> failure;
  private final Predicate<Throwable> isFinal;
  private InputStream in;
  private long position;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long failingSince;

  /**
   * A stream, which is opened with the first byte that is read.
   *
   * @param length how many bytes there are
   * @param failure what is thrown in the end for what the stream threw
   * @param isFinal whether a failure is one that another attempt would only repeat
   */
  ResumingStream(long length, Opener opener, Function<Exception, CaptureException> failure,
      Predicate<Throwable> isFinal) {
    this.length = length;
    this.opener = opener;
    this.failure = failure;
    this.isFinal = isFinal;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    while (position < length) {
      long started = System.nanoTime();
      try {
        if (in == null) {
          in = opener.open(position);
        }
        int n = in.read(b, off, len);
        if (n < 0) {
          throw new IOException("the stream ended after " + position + " of " + length + " bytes");
        }
        position += n;
        pauseMillis = FIRST_PAUSE_MILLIS;
        return n;
      } catch (IOException | RuntimeException e) {
        again(e, started);
      }
    }
    return -1;
  }

  private void again(Exception e, long started) throws CaptureException {
    failingSince = pauseMillis == FIRST_PAUSE_MILLIS ? started : failingSince;
    if (isFinal.test(e) || System.nanoTime() - failingSince > LONGEST_NANOS) {
      throw failure.apply(e);
    }
    closeQuietly();
    try {
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw failure.apply(e);
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException | RuntimeException e) {
      return; // it is broken anyway
    }
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      InputStream old = in;
      in = null;
      old.close();
    }
  }
}
