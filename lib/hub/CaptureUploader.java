package hub;

import capture.CaptureException;
import capture.CaptureName;
import capture.CaptureOutput;
import capture.CaptureStore;
import hub.CaptureWindow.ClosedWindow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Stores finished windows, one after the other, on a thread of its own. While the store fails it tries the same one
 * again, so that files appear in order and none is lost; the others wait on disk.
 */
final class CaptureUploader {
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  /** A file that takes longer than this is not going to be stored any more. */
  private static final long STUCK_MILLIS = 300_000;
  /** More than the header of a capture file, which ends in 16 random bytes of its own. */
  private static final int HEAD_BYTES = 520;

  private final CaptureSettings settings;
  private final Faults faults;
  private final Consumer<CapturedBlob> listener;
  private final Consumer<String> problems;
  private final Queue<ClosedWindow> waiting = new ArrayDeque<>();
  private final Map<String, Long> lastSecond = new HashMap<>();
  private final Thread thread = new Thread(this::run, "local-hub-storage");
  private final SpoolFolder spool;
  private boolean closing;
  private long giveUpNanos;
  private volatile CaptureException lastFailure;

  CaptureUploader(CaptureSettings settings, Faults faults, SpoolFolder spool, Consumer<CapturedBlob> listener,
      Consumer<String> problems) {
    this.settings = settings;
    this.spool = spool;
    this.faults = faults;
    this.listener = listener;
    this.problems = problems;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  synchronized void add(ClosedWindow window) {
    waiting.add(window);
    notifyAll();
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    try {
      for (ClosedWindow w = next(); w != null; w = next()) {
        try {
          store(w);
          pause = FIRST_PAUSE_MILLIS;
          lastFailure = null;
          stored();
        } catch (CaptureException e) {
          tell(e);
          if (isGivenUp()) {
            return;
          }
          sleep(pause);
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      // close() says what is left
    }
  }

  private synchronized void stored() {
    waiting.remove();
    notifyAll();
  }

  private void tell(CaptureException e) {
    if (lastFailure == null) {
      problems.accept(e.getMessage() + "; captured events are kept and written as soon as that works again");
    }
    lastFailure = e;
  }

  /** The oldest window that waits, or null when all are stored and no more will come. */
  private synchronized ClosedWindow next() throws InterruptedException {
    while (waiting.isEmpty() && !closing) {
      wait();
    }
    return waiting.peek();
  }

  private synchronized boolean isGivenUp() {
    return closing && System.nanoTime() - giveUpNanos > 0;
  }

  /** Sleeps between two tries; a new window does not cut that short, the stop does. */
  private synchronized void sleep(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0 && !closing; left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    if (closing) {
      wait(FIRST_PAUSE_MILLIS);
    }
  }

  /**
   * Stores a window under the name of its start, or of the next second that is free: windows that close by size can
   * start within one second, and a name already there is another run's, never to be overwritten. Later rather than
   * earlier, so that the order of names stays the order of events.
   */
  private void store(ClosedWindow w) throws CaptureException {
    if (faults.next(Fault.StorageFailing.class) != null) {
      throw new CaptureException(settings.store().location() + ": storage fails, as asked for");
    }
    String track = w.eventHub() + "/" + w.partition();
    long second = Math.max(Math.floorDiv(w.startMillis(), 1000L), lastSecond.getOrDefault(track, -1L) + 1);
    String name = name(w, second);
    while (!storeAs(w, name)) {
      name = name(w, ++second);
    }
    lastSecond.put(track, second);
    listener.accept(new CapturedBlob(name, Instant.ofEpochMilli(w.startMillis()), w.events(), w.sizeBytes()));
    try {
      Files.deleteIfExists(w.file());
    } catch (IOException e) {
      problems.accept("cannot delete " + w.file() + ": " + e.getMessage());
    }
  }

  private String name(ClosedWindow w, long second) {
    return settings.nameFormat().print(new CaptureName(settings.namespace(), w.eventHub(), w.partition(),
        Instant.ofEpochSecond(second)));
  }

  /** False if there is a blob of that name already, and it is not this one. */
  private boolean storeAs(ClosedWindow w, String name) throws CaptureException {
    CaptureStore store = settings.store();
    try (CaptureOutput out = store.create(name)) {
      Files.copy(w.file(), out);
      out.commit();
      return true;
    } catch (CaptureException e) {
      // An earlier try may have succeeded without our learning it: then the blob there is this very file.
      return existing(w, name, e);
    } catch (IOException | RuntimeException e) { // of a client library, too, which throws what it likes
      throw new CaptureException("cannot write " + name + " to " + store.location() + ": " + e.getMessage(), e);
    }
  }

  private boolean existing(ClosedWindow w, String name, CaptureException failure) throws CaptureException {
    try (Stream<capture.CaptureBlob> blobs = settings.store().list(name);
        InputStream ours = Files.newInputStream(w.file())) {
      var there = blobs.filter(b -> b.name().equals(name)).findFirst();
      if (there.isEmpty()) {
        throw failure;
      }
      try (InputStream theirs = settings.store().read(there.get())) {
        return Arrays.equals(theirs.readNBytes(HEAD_BYTES), ours.readNBytes(HEAD_BYTES));
      }
    } catch (IOException | RuntimeException e) {
      throw failure;
    }
  }

  /**
   * Waits until everything is stored; a store that fails is given up after so long.
   *
   * @throws CaptureException if something could not be stored; it says why and where it is kept
   */
  void close(long patienceMillis) throws CaptureException, InterruptedException {
    synchronized (this) {
      closing = true;
      giveUpNanos = System.nanoTime() + patienceMillis * 1_000_000;
      notifyAll();
    }
    for (int before = -1; thread.isAlive() && left() != before;) {
      before = left();
      thread.join(STUCK_MILLIS);
    }
    thread.interrupt();
    if (left() > 0) {
      throw notStored();
    }
    spool.delete();
  }

  private synchronized int left() {
    return waiting.size();
  }

  private synchronized CaptureException notStored() {
    long events = waiting.stream().mapToLong(ClosedWindow::events).sum();
    return new CaptureException(events + " captured events in " + waiting.size() + " files could not be written; they are kept in "
        + spool.path() + (lastFailure == null ? "" : " (" + lastFailure.getMessage() + ")"), lastFailure);
  }
}
