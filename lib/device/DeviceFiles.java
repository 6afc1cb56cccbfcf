//DEPS com.fasterxml.jackson.core:jackson-core:2.18.9
//SOURCES ../capture/CaptureStore.java
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
//SOURCES OutputFolder.java
//SOURCES ReadListener.java
//SOURCES ReadOptions.java
//SOURCES ReadSummary.java
//SOURCES Readings.java
//SOURCES Rejected.java
//SOURCES Rows.java
//SOURCES SeenEvents.java
//SOURCES Template.java
//SOURCES Unit.java
//SOURCES Work.java
//SOURCES WorkList.java
package device;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes captured events to one file per device: each event once, whatever happens in between. See the package's
 * classes for how: {@link OutputFolder} for what makes a batch whole, {@link SeenEvents} for what an event's identity is.
 *
 * <p>One folder takes one reader at a time. Methods are for one thread, but {@link #stop} is for any.
 */
public final class DeviceFiles {
  private static final int MOST_STORE_FAILURES = 3;

  private final CaptureStore store;
  private final Path folder;
  private final ReadOptions options;
  private final ReadListener listener;
  private final Set<Long> failed = new HashSet<>();
  private final long started = System.nanoTime();
  private volatile boolean stop;
  private ReadSummary sum = new ReadSummary(0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO);

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
  public void stop() {
    stop = true;
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopped() {
    return stop;
  }

  /**
   * The blobs that would be read now, in the order of capture. Changes nothing.
   *
   * @throws CaptureException if the store cannot be listed
   */
  public List<CaptureBlob> pending() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(folder.resolve(OutputFolder.STATE));
    return WorkList.of(store, options, checkpoint).todo().stream().map(w -> w.blob).toList();
  }

  /**
   * Reads all there is, once, or until stopped.
   *
   * @return what was done; {@link ReadSummary#failed} of it were told to the listener
   * @throws IOException if the store or the folder fails; one line says what; what was committed before stays
   */
  public ReadSummary read() throws IOException {
    ExecutorService pool = Executors.newCachedThreadPool();
    try (OutputFolder out = OutputFolder.open(folder, !options.keep(), listener)) {
      checkLayout(out.checkpoint());
      round(out, new DeviceTable(out, options), pool);
      return summary();
    } finally {
      pool.shutdown();
    }
  }

  private void checkLayout(Checkpoint checkpoint) throws CaptureException {
    if (!checkpoint.layout().isEmpty() && !checkpoint.layout().equals(options.layout())) {
      throw new CaptureException(folder + ": was written with '" + checkpoint.layout() + "'; use the same now, or name"
          + " another folder with -o");
    }
  }

  /** Lists, reads what is new, deletes what is done. */
  private void round(OutputFolder out, DeviceTable devices, ExecutorService pool) throws IOException {
    WorkList list = WorkList.of(store, options, out.checkpoint());
    out.checkpoint().setLayout(options.layout());
    if (!options.keep() && !out.checkpoint().isDurable()) {
      out.forceEarlier();
    }
    sum = new ReadSummary(sum.blobs(), sum.bytes(), sum.events(), sum.rows(), sum.devices(), sum.rejected(),
        sum.duplicates(), sum.failed(), sum.skipped() + list.done().size(), Duration.ZERO);
    if (!options.keep()) {
      delete(list.done());
    }
    List<Work> todo = list.todo();
    int threads = Runtime.getRuntime().availableProcessors();
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < threads + 2; i++) {
      units.add(new Unit(options));
    }
    Readings readings = new Readings(options);
    for (int next = 0; next < todo.size() && !stop;) {
      DeviceTable table = devices;
      try (Feed feed = new Feed(store, options, todo, next, () -> stop)) {
        Batch batch = new Batch(feed, readings, table, out.checkpoint(), store.location(),
            options.selection(), units, () -> { });
        runBatch(batch, out, pool, threads);
        if (feed.isAborted()) {
          out.rollback();
          out.checkpoint().setLayout(options.layout());
          devices = new DeviceTable(out, options);
          continue;
        }
        commit(out, feed, todo.subList(next, feed.end()), batch, devices);
        tell(todo.subList(next, feed.end()));
        next = feed.end();
        devices.trim();
      }
    }
  }

  private void runBatch(Batch batch, OutputFolder out, ExecutorService pool, int threads) throws IOException {
    try {
      batch.run(pool, threads);
    } catch (IOException | RuntimeException | Error e) {
      out.rollback();
      throw e;
    }
  }

  private void commit(OutputFolder out, Feed feed, List<Work> taken, Batch batch, DeviceTable devices) throws IOException {
    List<Work> done = feed.read().stream().filter(Work::isDone).toList();
    taken.stream().filter(w -> w.failure != null && !w.storeFailed).forEach(w -> out.checkpoint().bad().add(w.hash));
    if (options.keep()) {
      for (Work w : done) {
        w.note(out.checkpoint(), store.location());
      }
    }
    try {
      out.commit();
    } catch (IOException e) {
      out.rollback();
      throw e;
    }
    sum = new ReadSummary(sum.blobs() + done.size(), sum.bytes() + batch.bytes, sum.events() + batch.events,
        sum.rows() + batch.rows, devices.devices(), sum.rejected() + batch.rejected,
        sum.duplicates() + batch.duplicates, sum.failed(), sum.skipped(), Duration.ZERO);
    if (!options.keep()) {
      delete(done);
    }
  }

  private void delete(List<Work> done) throws IOException {
    for (Work w : done) {
      if (!store.delete(w.blob)) {
        listener.message(w.blob.name() + ": was written anew while it was read; it stays");
      }
    }
  }

  private void tell(List<Work> works) throws CaptureException {
    int storeFailures = 0;
    for (Work w : works) {
      if (w.failure != null && failed.add(w.hash)) {
        listener.failed(w.failure + (w.salvaged ? "; what is whole before was written; the blob is kept"
            : "; nothing of it was written; it is kept"));
        storeFailures += w.storeFailed ? 1 : 0;
      }
    }
    if (storeFailures >= MOST_STORE_FAILURES) {
      throw new CaptureException(store.location() + ": too many blobs cannot be read; stopped here");
    }
  }

  private ReadSummary summary() {
    return new ReadSummary(sum.blobs(), sum.bytes(), sum.events(), sum.rows(), sum.devices(), sum.rejected(),
        sum.duplicates(), failed.size(), sum.skipped(), Duration.ofNanos(System.nanoTime() - started));
  }
}
