package hub;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Writes what partitions take into capture windows, on a thread of its own, so that neither encoding nor storage ever
 * holds up the hub. Between the two is a queue; whoever fills it asks {@link #isCrowded} and {@link #isFull} first.
 */
final class CaptureRecorder {
  private static final long CROWDED_BYTES = 16L << 20;
  private static final long FULL_BYTES = 128L << 20;

  private final CaptureSettings settings;
  private final CaptureUploader uploader;
  private final Consumer<String> problems;
  private final List<Track> tracks = new ArrayList<>();
  private final Queue<Entry> queue = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "local-hub-capture");
  private final Runnable onRelieved;
  private final SpoolFolder spool;
  private long queuedBytes;
  /** No window closes by time before this. */
  private long nextEnd;
  private boolean crowded;
  private boolean closing;
  private volatile IOException failure;

  private record Entry(Track track, List<StoredEvent> events, long bytes) {
  }

  /** One partition's sequence of windows. */
  final class Track {
    private final String eventHub;
    private final String partition;
    private CaptureWindow window;

    private Track(String eventHub, String partition, long nowMillis) {
      this.eventHub = eventHub;
      this.partition = partition;
      open(nowMillis);
    }

    private void open(long startMillis) {
      window = new CaptureWindow(eventHub, partition, startMillis, settings.window(), settings.sizeBytes(),
          spool);
    }

    private void add(StoredEvent event) throws IOException {
      passTo(event.enqueuedMillis());
      window.add(event);
      if (window.isFull()) {
        uploader.add(window.close());
        open(event.enqueuedMillis());
      }
    }

    /** Closes the windows that are over by then. With empty windows skipped, many may pass at once. */
    private void passTo(long millis) throws IOException {
      while (millis >= window.endMillis()) {
        long end = window.endMillis();
        if (!window.isEmpty() || !settings.skipEmpty()) {
          uploader.add(window.close());
        }
        open(end);
      }
    }

    private void finish() throws IOException {
      if (!window.isEmpty()) {
        uploader.add(window.close());
      }
    }
  }

  CaptureRecorder(CaptureSettings settings, CaptureUploader uploader, SpoolFolder spool, Consumer<String> problems,
      Runnable onRelieved) {
    this.settings = settings;
    this.uploader = uploader;
    this.spool = spool;
    this.problems = problems;
    this.onRelieved = onRelieved;
    thread.setDaemon(true);
  }

  /** Opens a partition's first window. Before {@link #start}. */
  Track track(String eventHub, String partition, long nowMillis) {
    Track track = new Track(eventHub, partition, nowMillis);
    tracks.add(track);
    return track;
  }

  void start() {
    thread.start();
  }

  /** Events a partition has just taken, in order. The caller took their time inside {@code synchronized (this)}. */
  void add(Track track, List<StoredEvent> events) {
    long bytes = 0;
    for (StoredEvent e : events) {
      bytes += e.sizeBytes();
    }
    synchronized (this) {
      queue.add(new Entry(track, events, bytes));
      queuedBytes += bytes;
      crowded |= queuedBytes > CROWDED_BYTES;
      notifyAll();
    }
  }

  /** Whether senders should wait for more credit; {@code onRelieved} tells when not any more. */
  synchronized boolean isCrowded() {
    return crowded;
  }

  /** Whether nothing more may be added. */
  synchronized boolean isFull() {
    return queuedBytes > FULL_BYTES;
  }

  private void run() {
    try {
      while (step()) {
        // on to the next entry or the next end of a window
      }
      for (Track track : tracks) {
        track.finish();
      }
    } catch (IOException | RuntimeException e) {
      failure = e instanceof IOException io ? io : new IOException(e);
      problems.accept("capture stopped: " + e);
    }
  }

  /** Waits for the next entry or the end of a window. False when all is done. */
  private boolean step() throws IOException {
    Entry entry;
    long safeNow;
    synchronized (this) {
      if (queue.isEmpty() && !closing) {
        waitMillis(nextEnd - System.currentTimeMillis());
      }
      entry = queue.poll();
      // With the lock held and nothing queued, no event can turn up that is older than now.
      safeNow = System.currentTimeMillis();
      if (entry == null && closing) {
        return false;
      }
    }
    // Times only grow along the queue, so other partitions' windows can close by this entry's.
    passAllTo(entry == null ? safeNow : entry.events.get(0).enqueuedMillis());
    if (entry != null) {
      for (StoredEvent e : entry.events) {
        entry.track.add(e);
      }
      relieve(entry.bytes);
    }
    return true;
  }

  private void passAllTo(long millis) throws IOException {
    if (millis >= nextEnd) {
      for (Track track : tracks) {
        track.passTo(millis);
      }
      nextEnd = tracks.stream().mapToLong(t -> t.window.endMillis()).min().orElse(Long.MAX_VALUE);
    }
  }

  private void waitMillis(long millis) throws IOException {
    if (millis > 0) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
  }

  private void relieve(long bytes) {
    boolean relieved;
    synchronized (this) {
      queuedBytes -= bytes;
      relieved = crowded && queuedBytes < CROWDED_BYTES / 2;
      crowded &= !relieved;
    }
    if (relieved) {
      onRelieved.run();
    }
  }

  /** Writes what is queued and closes every window that has events. A disk that fails is given up after so long. */
  void close(long patienceMillis) throws IOException, InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join(patienceMillis);
    spool.giveUp();
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }
}
