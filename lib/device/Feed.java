package device;

import capture.CaptureChunk;
import capture.CaptureChunks;
import capture.CaptureException;
import capture.CaptureFile;
import capture.CaptureStore;
import capture.CapturedEvent;
import capture.DamagedCaptureException;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The events of a batch's blobs, unit by unit and in order. Guarded by its own lock. */
final class Feed implements Closeable {
  private static final int UNIT_BYTES = 1 << 19;
  private static final int UNIT_EVENTS = 1 << 13;
  private static final long LONGEST_BATCH_NANOS = 3_000_000_000L;

  private final CaptureStore store;
  private final Ahead ahead;
  private final ReadOptions options;
  private final List<Work> work;
  private final boolean careful;
  private final BooleanSupplier stop;
  private final long started = System.nanoTime();
  private final List<Work> read = new ArrayList<>();
  private int next;
  private int order;
  private Work at;
  private CaptureFile file;
  private Counted counted;
  private CaptureChunks chunks;
  private long ordinal;
  private boolean given;
  private boolean aborted;

  /**
   * A feed of one batch.
   *
   * @param work all there is to read, of which the batch takes what it has time for
   * @param from where in work it begins
   * @param careful whether each blob is looked through before any of it is given out: once a batch was taken back for one
   *     that is damaged, others often are, too
   */
  Feed(CaptureStore store, Ahead ahead, ReadOptions options, List<Work> work, int from, boolean careful,
      BooleanSupplier stop) {
    this.store = store;
    this.ahead = ahead;
    this.options = options;
    this.work = work;
    this.next = from;
    this.careful = careful;
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
        given(unit);
        return true;
      } catch (CaptureChunks.UnknownBytesException e) {
        giveUp(at);
      } catch (CaptureException e) {
        at.fail(e);
        next -= at.storeFailure == null ? 0 : 1;
        if (options.salvage() && e instanceof DamagedCaptureException) {
          at.salvaged = true;
          unit.last = true;
          given(unit);
          return true;
        }
        drop();
      }
    }
    return false;
  }

  private void given(Unit unit) throws IOException {
    unit.order = order++;
    given = !unit.last;
    if (unit.last) {
      closeFile();
      read.add(at);
      at = null;
    }
  }

  /** Stops reading the blob at hand; all is to be taken back if some of it was given out. */
  private void drop() throws IOException {
    aborted |= given;
    given = false;
    closeFile();
    at = null;
  }

  /** Leaves a blob that the fast way does not know to the general way, which says whether it is damaged. */
  synchronized void giveUp(Work w) throws IOException {
    if (!w.general) {
      w.general = true;
      judge(w);
    }
    if (w == at && !given) { // nothing of it was given out: it goes on as if it had been opened so
      closeFile();
      next--;
      at = null;
    } else {
      drop();
      aborted = true;
    }
  }

  private void judge(Work w) throws IOException {
    try (CaptureFile whole = CaptureFile.open(store.read(w.blob), w.blob.name(), w.name)) {
      while (whole.next() != null) {
        continue;
      }
    } catch (CaptureException e) {
      w.fail(e);
      w.salvaged = options.salvage() && e instanceof DamagedCaptureException;
    }
  }

  /** Opens the next blob that can be read; false if the batch ends here. */
  private boolean open() throws IOException {
    while (next < work.size()) {
      Work w = work.get(next);
      if (w.storeFailure != null) {
        return false; // those that follow would not come in the order of capture
      }
      if (w.isWanted()) {
        if (stop.getAsBoolean() || !read.isEmpty() && System.nanoTime() - started > LONGEST_BATCH_NANOS) {
          return false;
        }
        try {
          if ((careful || w.suspect) && !w.looked) {
            w.looked = true;
            lookThrough(w);
            continue; // it may not be wanted any more
          }
          at = w;
          w.elsewhere = !openFile(w);
          if (!w.elsewhere) {
            next++;
            return true;
          }
          at = null;
        } catch (CaptureException e) {
          w.fail(e);
          w.salvaged = false; // not even its header is whole
          at = null;
          if (w.storeFailure != null) {
            continue;
          }
        }
      }
      ahead.drop(w);
      next++;
    }
    return false;
  }

  private boolean isForTheFastWay(Work w) {
    return !w.general && !options.general() && options.by().isInBody();
  }

  /** Finds out what is wrong with a blob before any of it is given out. */
  private void lookThrough(Work w) throws IOException {
    if (isForTheFastWay(w)) {
      try (CaptureChunks whole = CaptureChunks.open(store.read(w.blob))) {
        CaptureChunk chunk = new CaptureChunk();
        do {
          whole.next(chunk);
          while (chunk.next()) {
            continue;
          }
        } while (!chunk.isLast());
        return;
      } catch (CaptureChunks.UnknownBytesException e) {
        w.general = true;
      }
    }
    judge(w);
  }

  /** False if another reader has it, or it is gone. */
  private boolean openFile(Work w) throws IOException {
    ordinal = 0;
    InputStream in = ahead.open(w, careful ? List.of() : work.subList(next + 1, work.size()));
    if (in == null) {
      return false;
    }
    if (isForTheFastWay(w)) {
      try {
        chunks = CaptureChunks.open(in);
        return true;
      } catch (CaptureChunks.UnknownBytesException e) {
        w.general = true;
        in = store.read(w.blob);
      }
    }
    counted = new Counted(in);
    file = CaptureFile.open(counted, w.blob.name(), w.name);
    return true;
  }

  /** A stream that tells how many bytes were read since it was asked last. */
  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = in.read(b, off, len);
      bytes += Math.max(0, n);
      return n;
    }

    long take() {
      long taken = bytes;
      bytes = 0;
      return taken;
    }
  }

  private void fill(Unit unit) throws IOException {
    if (chunks != null) {
      chunks.next(unit.chunk);
      unit.fast = true;
      unit.numbered = true;
      unit.last = unit.chunk.isLast();
      unit.inputBytes = unit.chunk.inputBytes();
      return;
    }
    long bytes = 0;
    unit.numbered = true;
    while (bytes < UNIT_BYTES && unit.count < UNIT_EVENTS) {
      CapturedEvent event = file.next();
      if (event == null) {
        unit.last = true;
        break;
      }
      if (!event.isNumbered() && ordinal == 0) {
        at.firstEvent = Work.hash(event);
      }
      long number = event.isNumbered() ? event.sequenceNumber() : ordinal;
      unit.numbered &= event.isNumbered();
      ordinal++;
      bytes += event.body().length + 64;
      if (options.selection().includes(event.enqueuedTime())) {
        unit.events.add(event);
        unit.add(number, event.enqueuedTime().toEpochMilli());
      } else {
        at.whole = false;
      }
    }
    unit.inputBytes = counted.take();
  }

  private void closeFile() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
    if (chunks != null) {
      chunks.close();
      chunks = null;
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
