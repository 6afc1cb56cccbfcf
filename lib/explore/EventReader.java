package explore;

import capture.CaptureBlob;
import capture.CaptureFile;
import capture.CapturedEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a choice of events one after the other, in the order of capture; the scan is told what is damaged. Lists with the
 * first event. Reads on a thread of our own, so that whoever stops the reader's thread stops nothing half-way: one event
 * first, then twice as many each time, up to 512 or a megabyte; then also the next ones while these are looked at. For
 * one thread; to be closed.
 */
final class EventReader implements AutoCloseable {
  private static final int MOST_EVENTS = 512;
  private static final int MOST_BYTES = 1 << 20;

  private final Scan scan;
  private Iterator<CapturedEvent> batch = Collections.emptyIterator();
  private Future<List<CapturedEvent>> ahead;
  private boolean ended;

  // What follows is the reading thread's.
  private Iterator<CaptureBlob> blobs;
  private CaptureBlob blob;
  private CaptureFile file;
  private int wanted = 1;
  private Exception failure;

  EventReader(Scan scan) {
    this(scan, null);
  }

  /** Reads these captures only. */
  EventReader(Scan scan, List<CaptureBlob> blobs) {
    this.scan = scan;
    this.blobs = blobs == null ? null : blobs.iterator();
  }

  /** The next event, or null after the last. What a condition throws comes as it is. */
  CapturedEvent next() throws IOException {
    if (!batch.hasNext() && !ended) {
      List<CapturedEvent> events = await(ahead == null ? Work.start(this::read) : ahead);
      ended = events.isEmpty();
      ahead = ended || events.size() < MOST_EVENTS ? null : Work.start(this::read);
      batch = events.iterator();
    }
    return batch.hasNext() ? batch.next() : null;
  }

  private static <T> T await(Future<T> call) throws IOException {
    try {
      return Work.await(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private synchronized List<CapturedEvent> read() throws Exception {
    List<CapturedEvent> events = new ArrayList<>();
    try {
      CapturedEvent event = failure == null ? one() : null;
      for (long bytes = 0; event != null; event = one()) {
        events.add(event);
        bytes += event.body().length;
        if (events.size() == wanted || bytes > MOST_BYTES) {
          break;
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure = e;
      closeFile();
    }
    wanted = Math.min(MOST_EVENTS, wanted * 2);
    if (failure != null && events.isEmpty()) { // what was read before it, is told before it
      throw failure;
    }
    return events;
  }

  private CapturedEvent one() throws IOException, InterruptedException {
    for (;;) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      try {
        if (file == null && !open()) {
          return null;
        }
        CapturedEvent event = file.next();
        if (event == null) {
          closeFile();
        } else if (scan.events().includes(event)) {
          return event;
        }
      } catch (IOException e) {
        closeFile();
        scan.add(blob, e);
      }
    }
  }

  /** Opens the next capture; false if there is none. */
  private boolean open() throws IOException {
    blobs = blobs == null ? scan.events().blobs().iterator() : blobs;
    if (!blobs.hasNext()) {
      return false;
    }
    blob = blobs.next();
    file = scan.events().open(blob);
    return true;
  }

  private void closeFile() throws IOException {
    if (file != null) {
      CaptureFile old = file;
      file = null;
      old.close();
    }
  }

  /** The events; what fails comes as UncheckedIOException. */
  Stream<CapturedEvent> stream() {
    return stream(e -> {
      throw e instanceof IOException io ? new UncheckedIOException(io.getMessage(), io) : (RuntimeException) e;
    });
  }

  /** The events; what fails is told by one line, and ends them. */
  Stream<CapturedEvent> told() {
    return stream(e -> Screen.error(Answer.reason(e)));
  }

  private Stream<CapturedEvent> stream(Consumer<Exception> failed) {
    // Flat mapping would read ahead by a whole file where the stream is asked for its iterator.
    var each = new AbstractSpliterator<CapturedEvent>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
      @Override
      public boolean tryAdvance(Consumer<? super CapturedEvent> action) {
        CapturedEvent event = nextOrTell(failed);
        if (event != null) {
          action.accept(event);
        }
        return event != null;
      }
    };
    return StreamSupport.stream(each, false).onClose(() -> {
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private CapturedEvent nextOrTell(Consumer<Exception> failed) {
    boolean wasEnded = ended;
    CapturedEvent event = null;
    try {
      event = next();
    } catch (IOException | RuntimeException e) {
      ended = true;
      failed.accept(e);
    }
    if (event == null && !wasEnded) {
      Answer.leftOut(scan);
    }
    return event;
  }

  @Override
  public void close() throws IOException {
    if (ahead != null) {
      ahead.cancel(true);
    }
    ended = true;
    synchronized (this) { // not while the other thread reads: a codec's memory is not to be freed under it
      closeFile();
    }
  }
}
