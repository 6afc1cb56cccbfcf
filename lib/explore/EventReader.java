package explore;

import capture.CaptureBlob;
import capture.CapturedEvent;
import capture.DamagedCaptureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads a choice of events one after the other, in the order of capture. Lists with the first event. For one thread. */
final class EventReader implements AutoCloseable {
  private final Events events;
  private final Consumer<Damage> damaged;
  private Iterator<CaptureBlob> blobs;
  private CaptureBlob blob;
  private EventFile file;

  EventReader(Events events) {
    this(events, null, Answer::name);
  }

  /** Reads these captures only. */
  EventReader(Events events, List<CaptureBlob> blobs) {
    this(events, blobs.iterator(), Answer::name);
  }

  /** Tells the scan what is damaged. */
  EventReader(Scan scan) {
    this(scan.events(), null, scan::add);
  }

  private EventReader(Events events, Iterator<CaptureBlob> blobs, Consumer<Damage> damaged) {
    this.events = events;
    this.blobs = blobs;
    this.damaged = damaged;
  }

  /** The next event, or null after the last. */
  CapturedEvent next() throws IOException {
    for (;;) {
      if (file == null && !open()) {
        return null;
      }
      CapturedEvent event = file == null ? null : read();
      if (event != null && events.includes(event)) {
        return event;
      }
    }
  }

  /** Opens the next capture; false if there is none. A damaged one leaves {@code file} null. */
  private boolean open() throws IOException {
    try {
      if (blobs == null) {
        blobs = Work.call(events::blobs).iterator();
      }
      if (!blobs.hasNext()) {
        return false;
      }
      blob = blobs.next();
      file = Work.call(() -> events.open(blob));
    } catch (DamagedCaptureException e) {
      damaged.accept(new Damage(blob.name(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("stopped");
    }
    return true;
  }

  private CapturedEvent read() throws IOException {
    try {
      CapturedEvent event = file.next();
      if (event == null) {
        close();
      }
      return event;
    } catch (DamagedCaptureException e) {
      close();
      damaged.accept(new Damage(blob.name(), e.getMessage()));
      return null;
    }
  }

  /** Flat mapping would read ahead by a whole file where the stream is asked for its iterator. */
  Stream<CapturedEvent> stream() {
    var each = new AbstractSpliterator<CapturedEvent>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
      @Override
      public boolean tryAdvance(Consumer<? super CapturedEvent> action) {
        try {
          CapturedEvent event = next();
          if (event != null) {
            action.accept(event);
          }
          return event != null;
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
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

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
