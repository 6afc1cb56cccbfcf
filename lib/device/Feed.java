package device;

import capture.CaptureException;
import capture.CaptureFile;
import capture.CaptureStore;
import capture.CapturedEvent;
import capture.DamagedCaptureException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The events of a batch's blobs, unit by unit and in order. Guarded by its own lock. */
final class Feed implements Closeable {
  private static final int UNIT_BYTES = 1 << 19;
  private static final int UNIT_EVENTS = 1 << 13;
  private static final long LONGEST_BATCH_NANOS = 3_000_000_000L;

  private final CaptureStore store;
  private final ReadOptions options;
  private final List<Work> work;
  private final BooleanSupplier stop;
  private final long started = System.nanoTime();
  private final List<Work> read = new ArrayList<>();
  private int next;
  private int order;
  private Work at;
  private CaptureFile file;
  private long ordinal;
  private boolean given;
  private boolean aborted;

  /**
   * A feed of one batch.
   *
   * @param work all there is to read, of which the batch takes what it has time for
   * @param from where in work it begins
   */
  Feed(CaptureStore store, ReadOptions options, List<Work> work, int from, BooleanSupplier stop) {
    this.store = store;
    this.options = options;
    this.work = work;
    this.next = from;
    this.stop = stop;
  }

  /** Fills a unit with what comes next; false if the batch is over. */
  synchronized boolean next(Unit unit) throws IOException {
    while (!aborted) {
      if (at == null && !open()) {
        return false;
      }
      unit.clear(at);
      try {
        fill(unit);
        if (unit.last) {
          finish();
        }
        unit.order = order++;
        given = !unit.last;
        return true;
      } catch (CaptureException e) {
        fail(e);
        if (at != null && options.salvage() && e instanceof DamagedCaptureException) {
          at.salvaged = true;
          unit.last = true;
          finish();
          unit.order = order++;
          given = false;
          return true;
        }
        aborted = given;
        given = false;
        closeFile();
        at = null;
      }
    }
    return false;
  }

  /** Opens the next blob that can be read; false if the batch ends here. */
  private boolean open() throws IOException {
    while (next < work.size()) {
      Work w = work.get(next);
      if (w.failure == null || w.salvaged) {
        if (!read.isEmpty() && (stop.getAsBoolean() || System.nanoTime() - started > LONGEST_BATCH_NANOS)
            || stop.getAsBoolean()) {
          return false;
        }
        at = w;
        try {
          file = CaptureFile.open(store, w.blob, options.nameFormat());
          ordinal = 0;
          next++;
          return true;
        } catch (CaptureException e) {
          fail(e);
          at = null;
        }
      }
      next++;
    }
    return false;
  }

  private void fill(Unit unit) throws IOException {
    long bytes = 0;
    unit.numbered = true;
    while (bytes < UNIT_BYTES && unit.count < UNIT_EVENTS) {
      CapturedEvent event = file.next();
      if (event == null) {
        unit.last = true;
        break;
      }
      long number = event.sequenceNumber() == CapturedEvent.NO_SEQUENCE_NUMBER ? ordinal : event.sequenceNumber();
      unit.numbered &= event.sequenceNumber() != CapturedEvent.NO_SEQUENCE_NUMBER;
      ordinal++;
      bytes += event.body().length + 64;
      if (options.selection().includes(event.enqueuedTime())) {
        unit.events.add(event);
        unit.add(number, event.enqueuedTime().getEpochSecond());
      } else {
        at.whole = false;
      }
    }
    unit.inputBytes = unit.last ? at.blob.sizeBytes() : 0;
  }

  private void fail(CaptureException e) {
    at.failure = e.getMessage();
    at.storeFailed = !(e instanceof DamagedCaptureException);
  }

  private void finish() throws IOException {
    closeFile();
    read.add(at);
    at = null;
  }

  private void closeFile() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  /** Whether damage was found in a blob some of whose events were given out: all of the batch is to be taken back. */
  synchronized boolean isAborted() {
    return aborted;
  }

  /** The blobs read to their end, or salvaged. */
  synchronized List<Work> read() {
    return read;
  }

  /** Where in the work the next batch begins. */
  synchronized int end() {
    return next;
  }

  @Override
  public synchronized void close() throws IOException {
    closeFile();
  }
}
