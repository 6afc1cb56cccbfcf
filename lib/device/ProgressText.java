package device;

import java.util.Locale;

/** How far a reader is, as a line for people; at most so often. For one thread at a time. */
final class ProgressText {
  private final long everyNanos;
  private long last = System.nanoTime();

  /** A line at most every so many milliseconds; the first one after that time. */
  ProgressText(long everyMillis) {
    this.everyNanos = everyMillis * 1_000_000;
  }

  /** The line, or null if it is too early for one. */
  String line(ReadSummary done, int blobs, long bytes) {
    long now = System.nanoTime();
    if (now - last < everyNanos) {
      return null;
    }
    last = now;
    double seconds = done.elapsed().toMillis() / 1000.0;
    double speed = done.bytes() / 1e6 / Math.max(0.001, seconds);
    String text = String.format(Locale.ROOT, "%d of %d blobs, %d events, %.1f MB/s", done.blobs(), blobs, done.events(), speed);
    if (done.bytes() == 0) {
      return text; // nobody knows yet
    }
    long left = Math.round((bytes - done.bytes()) / 1e6 / speed);
    return text + ", " + (left < 120 ? left + " s" : left / 60 + " min") + " left";
  }
}
