package hub;

import capture.CaptureFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One partition's open capture window. It closes when its time is over or its file has reached its size, whichever is
 * first; then the next one opens at once. Its events are in a file of their own from the start, so that a window of 500
 * MB needs no more memory than one of 1 MB. For one thread.
 */
final class CaptureWindow {
  private final String eventHub;
  private final String partition;
  private final long startMillis;
  private final long endMillis;
  private final long sizeLimit;
  private final SpoolFolder spool;
  private SpoolFile file;
  private CaptureFileWriter writer;
  private long events;

  CaptureWindow(String eventHub, String partition, long startMillis, Duration window, long sizeLimit, SpoolFolder spool) {
    this.eventHub = eventHub;
    this.partition = partition;
    this.startMillis = startMillis;
    this.endMillis = startMillis + window.toMillis();
    this.sizeLimit = sizeLimit;
    this.spool = spool;
  }

  /** When its time is over, in milliseconds since 1970. */
  long endMillis() {
    return endMillis;
  }

  boolean isEmpty() {
    return events == 0;
  }

  /** Whether its file has reached the size. */
  boolean isFull() {
    return writer != null && writer.sizeBytes() >= sizeLimit;
  }

  /** Adds the partition's next event. */
  void add(StoredEvent event) throws IOException {
    open();
    writer.write(CaptureMapping.of(event));
    events++;
  }

  private void open() throws IOException {
    if (writer == null) {
      file = new SpoolFile(spool);
      writer = new CaptureFileWriter(file);
    }
  }

  /** Finishes the file, an empty one too, and hands it over. */
  ClosedWindow close() throws IOException {
    open();
    writer.close();
    file.close();
    return new ClosedWindow(eventHub, partition, startMillis, events, writer.sizeBytes(), file.path());
  }

  /**
   * A finished window whose file is still to be stored.
   *
   * @param startMillis when it opened, in milliseconds since 1970
   * @param file where it is until then; to be deleted by whoever stores it
   */
  record ClosedWindow(String eventHub, String partition, long startMillis, long events, long sizeBytes, Path file) {
  }
}
