package device;

import capture.CaptureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What is written into an output folder since the last commit: rows that wait in memory, those on their way, and the journal,
 * which knows of each file before it is touched and can make it what it was. For one thread at a time, but {@link
 * #write} is for any.
 */
final class OutputBatch implements Closeable {
  private static final int MOST_WAITING_BYTES = 96 << 20;
  /** A disk takes many requests at once about as fast as one. */
  private static final int FORCING_THREADS = 16;

  private final Path state;
  private final boolean durable;
  private final Pages pages = new Pages();
  private final Writes writes = new Writes(pages);
  private final List<DeviceFile> touched = new ArrayList<>();
  private final List<DeviceFile> waiting = new ArrayList<>();
  private long number;
  private Journal journal;

  /**
   * A batch.
   *
   * @param state where the journal is kept
   * @param durable whether everything is to be on disk before it counts
   * @param number what the journal is to call it
   */
  OutputBatch(Path state, boolean durable, long number) {
    this.state = state;
    this.durable = durable;
    this.number = number;
  }

  boolean isDurable() {
    return durable;
  }

  Pages pages() {
    return pages;
  }

  /** Takes note that a file needs more memory; where that gets scarce, all rows that wait go to their files. */
  void makeRoom(DeviceFile file) throws IOException {
    if (pages.usedBytes() > MOST_WAITING_BYTES) {
      record(waiting);
      for (DeviceFile f : waiting) {
        writes.add(f.take(f.waitingBytes()));
        f.isListed = false;
      }
      waiting.clear();
    }
    if (!file.isListed) {
      waiting.add(file);
      file.isListed = true;
    }
  }

  /** Sends what waits for a file on its way, but for so little that the next write starts where a page does. */
  void flush(DeviceFile file) throws IOException {
    if (!file.isJournaled()) {
      record(waiting); // all at once, since each write of the journal may have to wait for the disk
    }
    writes.add(file.take(file.alignedBytes()));
  }

  /** What a file gave away to be written, which it will not be. */
  byte[] recall(Writes.Write write) {
    return writes.bytes(write);
  }

  /** Writes what is on its way. */
  void write() throws IOException {
    writes.work();
  }

  private void record(List<DeviceFile> files) throws IOException {
    List<Journal.Undo> undos = new ArrayList<>();
    for (DeviceFile f : files) {
      if (!f.isJournaled()) {
        undos.add(new Journal.Undo(f.length(), 0, 0, f.fileName()));
        f.setJournaled();
        touched.add(f);
      }
    }
    if (undos.isEmpty()) {
      return;
    }
    if (journal == null) {
      journal = Journal.start(state, number, durable);
    }
    journal.write(undos);
  }

  /** To be called before a file is put in the place of another, of which so many bytes were committed. */
  synchronized void replaced(DeviceFile file, long length, byte[] header) throws IOException {
    journal.write(List.of(new Journal.Undo(length, Journal.hash(header), header.length, file.fileName())));
  }

  /** Writes everything; what was touched is on disk afterwards, if that is wanted. */
  void finish() throws IOException {
    record(waiting);
    waiting.forEach(f -> f.isListed = false);
    waiting.clear();
    writes.finish();
    each(touched, durable ? FORCING_THREADS : Runtime.getRuntime().availableProcessors(),
        f -> {
          writes.run(f.take(f.waitingBytes()), durable);
          f.widen();
        });
  }

  /** To be called once what was written counts; begins the next batch. */
  void committed(long nextNumber) throws IOException {
    number = nextNumber;
    if (journal != null) {
      journal.close();
      journal = null;
      Journal.delete(state);
    }
    touched.forEach(DeviceFile::committed);
    touched.clear();
  }

  /** What is done with one of many. */
  interface Action<T> {
    void on(T item) throws IOException;
  }

  /** Waits until files are on disk. */
  static void forceAll(List<Path> files) throws IOException {
    each(files, FORCING_THREADS, DeviceFile::force);
  }

  private static <T> void each(List<T> items, int threads, Action<T> action) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int t = 0; t < Math.min(threads, items.size()); t++) {
        int first = t;
        calls.add(() -> {
          for (int i = first; i < items.size(); i += threads) {
            action.on(items.get(i));
          }
          return null;
        });
      }
      for (Future<Void> f : pool.invokeAll(calls)) {
        f.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaptureException("interrupted while files were written", e);
    } finally {
      end(pool);
    }
  }

  /** What a thread is at must have come to its end before files are taken back. */
  private static void end(ExecutorService pool) {
    pool.shutdown();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }
}
