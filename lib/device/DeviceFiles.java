//DEPS com.fasterxml.jackson.core:jackson-core:2.20.0
//SOURCES ../capture/CaptureStore.java
//SOURCES Ahead.java
//SOURCES Batch.java
//SOURCES BodyText.java
//SOURCES Checkpoint.java
//SOURCES Csv.java
//SOURCES DeviceFile.java
//SOURCES DeviceKey.java
//SOURCES DeviceName.java
//SOURCES DeviceTable.java
//SOURCES DoneBlobs.java
//SOURCES FastRows.java
//SOURCES Feed.java
//SOURCES Journal.java
//SOURCES JsonText.java
//SOURCES Layout.java
//SOURCES Leases.java
//SOURCES Listing.java
//SOURCES OutputBatch.java
//SOURCES OutputFolder.java
//SOURCES Pages.java
//SOURCES ProgressLine.java
//SOURCES ProgressText.java
//SOURCES ReadListener.java
//SOURCES ReadNews.java
//SOURCES ReadOptions.java
//SOURCES ReadSummary.java
//SOURCES Readings.java
//SOURCES Rejected.java
//SOURCES Round.java
//SOURCES Rows.java
//SOURCES SeenEvents.java
//SOURCES SeenRanges.java
//SOURCES Template.java
//SOURCES Totals.java
//SOURCES Unit.java
//SOURCES Widening.java
//SOURCES Work.java
//SOURCES WorkList.java
//SOURCES Writes.java
package device;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureFolder;
import capture.CaptureLease;
import capture.CaptureStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes captured events to one file per device: each event once, whatever happens in between. A folder takes one reader at
 * a time. Methods are for one thread, but {@link #stop} is for any.
 */
public final class DeviceFiles {
  private static final Duration OTHERS_PAUSE = Duration.ofSeconds(2);
  /** A lease that nobody renews has run out by then. */
  private static final Duration OTHERS_LIMIT = Duration.ofSeconds(CaptureLease.SECONDS + 15);
  private static final Duration FULL_LISTING = Duration.ofMinutes(5);
  private static final Duration FULL_LISTING_OF_FOLDER = Duration.ofSeconds(20);

  private final CaptureStore store;
  private final Path folder;
  private final ReadOptions options;
  private final ReadListener listener;
  /** Blobs that could not be read, by name, with what tells which version it was. */
  private final Map<String, Long> failed = new HashMap<>();
  private final Totals totals = new Totals();
  private boolean stop;

  /**
   * A reader. Nothing is read or made yet.
   *
   * @param store where the blobs are
   * @param folder where device files go; made where there is none
   */
  public DeviceFiles(CaptureStore store, Path folder, ReadOptions options, ReadListener listener) {
    this.store = store;
    this.folder = folder;
    this.options = options;
    this.listener = listener;
  }

  /** Ends reading after the blob at hand. */
  public synchronized void stop() {
    stop = true;
    notifyAll();
  }

  /** Whether {@link #stop} was called. */
  public synchronized boolean isStopped() {
    return stop;
  }

  /**
   * The blobs that would be read now, in the order of capture. Changes nothing.
   *
   * @throws CaptureException if the store cannot be listed, or the folder was written with other options
   */
  public List<CaptureBlob> pending() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(folder.resolve(OutputFolder.STATE));
    requireLayout(checkpoint);
    return WorkList.of(list(), true, store.identity(), options, checkpoint).todo().stream().map(w -> w.blob)
        .toList();
  }

  private List<CaptureBlob> list() throws CaptureException {
    return options.selection().listed(store, options.nameFormat());
  }

  /**
   * Reads all there is, once, or until stopped. Blobs that another reader holds are waited for, as long as they may
   * become free because it died.
   *
   * @return what was done; {@link ReadSummary#failed} of it were told to the listener
   * @throws IOException if the store or the folder fails; one line says what; what was committed before stays
   */
  public ReadSummary read() throws IOException {
    List<CaptureBlob> first = list(); // before the folder is made: a wrong address should leave no trace
    ExecutorService pool = Executors.newCachedThreadPool();
    try (OutputFolder out = open()) {
      Round round = new Round(store, out, options, listener, this::isStopped, pool, failed, totals);
      int elsewhere = round.read(first, true);
      long progress = System.nanoTime();
      if (elsewhere > 0) {
        listener.message("waiting for " + blobs(elsewhere) + " of another reader's, in case it died");
      }
      for (int left = elsewhere; left > 0 && !isStopped(); left = elsewhere) {
        if (System.nanoTime() - progress > OTHERS_LIMIT.toNanos()) {
          listener.message(blobs(left) + " still held by another reader: left to it");
          break;
        }
        pause(OTHERS_PAUSE);
        elsewhere = round.read(list(), true);
        progress = elsewhere < left ? System.nanoTime() : progress;
      }
      return totals.summary(failed.size());
    } finally {
      pool.shutdown();
    }
  }

  /**
   * Follows the store until stopped: reads what is there, then what comes. Where the store fails, that is told, and tried
   * again.
   *
   * @param pause between two looks at what there is
   * @throws IOException if the store cannot be listed at first, or the folder fails
   */
  public ReadSummary watch(Duration pause) throws IOException {
    Listing listing = new Listing(store, options.selection(), options.nameFormat(),
        store instanceof CaptureFolder ? FULL_LISTING_OF_FOLDER : FULL_LISTING);
    List<CaptureBlob> blobs = listing.next(); // before the folder is made, as above
    ExecutorService pool = Executors.newCachedThreadPool();
    try (OutputFolder out = open()) {
      Round round = new Round(store, out, options, listener, this::isStopped, pool, failed, totals);
      String said = null;
      while (true) {
        try {
          round.read(blobs == null ? listing.next() : blobs, listing.isAll());
          said = null;
        } catch (CaptureException e) {
          listing.failed();
          if (!e.getMessage().equals(said)) {
            listener.message(e.getMessage() + "; trying again");
          }
          said = e.getMessage();
        }
        blobs = null;
        pause(said == null ? pause : pause.multipliedBy(5));
        if (isStopped()) {
          return totals.summary(failed.size());
        }
      }
    } finally {
      pool.shutdown();
    }
  }

  private static String blobs(int n) {
    return n + (n == 1 ? " blob" : " blobs");
  }

  private OutputFolder open() throws IOException {
    OutputFolder out = OutputFolder.open(folder, !options.keep(), listener);
    try {
      requireLayout(out.checkpoint());
      return out;
    } catch (CaptureException e) {
      out.close();
      throw e;
    }
  }

  private void requireLayout(Checkpoint checkpoint) throws CaptureException {
    String layout = checkpoint.layout();
    if (!layout.isEmpty() && !layout.equals(options.layout())) {
      throw new CaptureException(folder + ": was written with '" + layout + "'; use the same now, or name another folder"
          + " with -o");
    }
  }

  private synchronized void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left; !stop && (left = end - System.nanoTime()) > 0;) {
        wait(left / 1_000_000 + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop = true;
    }
  }
}
