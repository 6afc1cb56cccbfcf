package device;

import java.time.Duration;

/** What a reader has done so far. For one thread at a time. */
final class Totals {
  private final long started = System.nanoTime();
  int blobs;
  long bytes;
  long events;
  long rows;
  long devices;
  long rejected;
  long duplicates;

  /** Makes them what others are. */
  void set(Totals others) {
    blobs = others.blobs;
    bytes = others.bytes;
    events = others.events;
    rows = others.rows;
    devices = others.devices;
    rejected = others.rejected;
    duplicates = others.duplicates;
  }

  /** As a value. */
  ReadSummary summary(int failed) {
    return new ReadSummary(blobs, bytes, events, rows, devices, rejected, duplicates, failed,
        Duration.ofNanos(System.nanoTime() - started));
  }
}
