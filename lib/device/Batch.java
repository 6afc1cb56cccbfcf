package device;

import capture.CaptureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Takes the events of a feed to the device files. Each thread fetches a unit, turns its events into rows, and whoever
 * finishes the unit whose turn it is adds its rows to the files, and those after it that are ready: the order is that of
 * the feed, the work is shared.
 */
final class Batch {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int MOST_UNITS = THREADS + 6;

  private final Feed feed;
  private final DeviceTable devices;
  private final Checkpoint checkpoint;
  private final String location;
  private final ReadOptions options;
  private final Runnable progress;
  private final List<Unit> units;
  /** The one used last comes first: its memory is still in the processor's cache. */
  private final BlockingDeque<Unit> idle;
  private final OutputBatch output;
  private final Map<Integer, Unit> ready = new HashMap<>();
  private int turn;
  private boolean busy;
  private volatile boolean failed;

  private final Totals totals;

  /**
   * A batch.
   *
   * @param location where the blobs are, which tells blobs of equal names apart
   * @param units those there are; more are made as they are needed, up to some, which a thread then waits for
   */
  Batch(Feed feed, DeviceTable devices, Checkpoint checkpoint, String location, ReadOptions options, List<Unit> units,
      Runnable progress, Totals totals) {
    this.feed = feed;
    this.devices = devices;
    this.output = devices.folder().batch();
    this.checkpoint = checkpoint;
    this.location = location;
    this.options = options;
    this.progress = progress;
    this.totals = totals;
    this.units = units;
    this.idle = new LinkedBlockingDeque<>(units);
  }

  /** Works until the feed is at its end, on a thread for each processor; the caller's is one of them. */
  void run(ExecutorService pool) throws IOException {
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < THREADS; i++) {
      others.add(pool.submit(() -> {
        work();
        return null;
      }));
    }
    Throwable failure = null;
    try {
      work();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    for (Future<?> other : others) {
      failure = firstOf(failure, other);
    }
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    } else if (failure != null) {
      throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
    }
  }

  private static Throwable firstOf(Throwable failure, Future<?> other) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          other.get();
          return failure;
        } catch (ExecutionException e) {
          return failure != null ? failure : e.getCause();
        } catch (InterruptedException e) {
          interrupted = true; // the files must not be touched while another thread may be writing them
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void work() throws IOException {
    try {
      while (!failed) {
        Unit unit = idleUnit();
        if (!feed.next(unit)) {
          idle.addFirst(unit);
          return;
        }
        unit.makeRows(devices);
        finished(unit);
      }
    } catch (IOException | RuntimeException | Error e) {
      failed = true;
      throw e;
    } catch (InterruptedException e) {
      failed = true;
      Thread.currentThread().interrupt();
      throw new CaptureException("interrupted while capture files were read", e);
    } finally {
      if (failed) {
        idle.addFirst(new Unit(ReadOptions.DEFAULT)); // whoever waits for one must not wait for ever, nor who waits after that
      }
    }
  }

  private Unit idleUnit() throws InterruptedException {
    Unit unit = idle.poll();
    if (unit != null) {
      return unit;
    }
    synchronized (units) {
      if (units.size() < MOST_UNITS) {
        units.add(new Unit(options));
        return units.get(units.size() - 1);
      }
    }
    return idle.take();
  }

  /** Hands a unit over; if nobody is at it, writes those whose turn it is. */
  private void finished(Unit unit) throws IOException {
    synchronized (ready) {
      ready.put(unit.order, unit);
      if (busy) {
        return; // who is at it takes this one, too
      }
      busy = true;
    }
    for (Unit u = nextReady(); u != null; u = nextReady()) {
      write(u);
      idle.addFirst(u);
    }
    output.write();
  }

  private Unit nextReady() {
    synchronized (ready) {
      Unit next = failed ? null : ready.remove(turn);
      turn += next == null ? 0 : 1;
      busy = next != null;
      return next;
    }
  }

  private void write(Unit unit) throws IOException {
    if (unit.unknown) {
      feed.giveUp(unit.work);
    }
    if (feed.isAborted()) {
      return;
    }
    boolean[] taken = null;
    if (unit.count > 0) {
      SeenEvents seen = partition(unit).seen();
      taken = taken(unit, seen);
    }
    if (unit.last && unit.work.name != null) {
      checkpoint.partition(unit.work.partitionKey()).seen().close();
    }
    writeRows(unit.rows, taken);
    totals.events += unit.count;
    totals.bytes += unit.inputBytes;
    progress.run();
  }

  private Checkpoint.Partition partition(Unit unit) {
    return unit.numbered && unit.work.name != null ? checkpoint.partition(unit.work.partitionKey())
        : checkpoint.blob(location + "/" + unit.work.blob.name(), unit.work.firstEvent);
  }

  /** Which events are new; null if all are. */
  private boolean[] taken(Unit unit, SeenEvents seen) {
    boolean[] taken = null;
    for (int i = 0; i < unit.count; i++) {
      if (!seen.take(unit.numbers[i], unit.seconds[i])) {
        if (taken == null) {
          taken = new boolean[unit.count];
          Arrays.fill(taken, true);
        }
        taken[i] = false;
        totals.duplicates++;
      }
    }
    return taken;
  }

  private void writeRows(Rows from, boolean[] taken) throws IOException {
    for (int i = 0; i < from.count; i++) {
      if (taken == null || taken[from.events[i]]) {
        writeRow(from, i);
      }
    }
  }

  /** A method of its own is compiled after some hundred rows; the loop around it, only after some ten thousand. */
  private void writeRow(Rows from, int i) throws IOException {
    DeviceFile file = from.files[i] == null ? devices.rejected() : from.files[i];
    file.append(from.layouts[i], from.bytes, i == 0 ? 0 : from.ends[i - 1], from.ends[i]);
    totals.rejected += from.files[i] == null ? 1 : 0;
    totals.rows += from.files[i] == null ? 0 : 1;
  }
}
