package explore;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureFile;
import capture.CaptureFolder;
import capture.CapturedEvent;
import capture.DamagedCaptureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * One pass over the events of a selection, the captures in parallel on all processors. Knows afterwards what could not
 * be read. Memory: what the fold keeps, and one event per processor. For one thread, for one question.
 */
public final class Scan {
  private final Events events;
  private final Set<Damage> damaged = new LinkedHashSet<>();
  private volatile boolean stopped;
  private long count;

  Scan(Events events) {
    this.events = events;
  }

  /**
   * Folds each capture by itself, then these in the order of capture.
   *
   * @param start makes what a capture is folded into
   * @param step takes an event up; called by one thread at a time for what {@code start} made
   * @param merge joins two in the order of capture; may change and answer the first
   * @return what was folded; of no events, what {@code start} makes
   * @throws IOException if the captures cannot be listed, or one is gone or changed; damaged ones do not count as that
   * @throws IllegalArgumentException if the selection is wrong, such as a time that is none
   */
  public <A> A fold(Supplier<A> start, BiConsumer<? super A, CapturedEvent> step, BinaryOperator<A> merge)
      throws IOException, InterruptedException {
    List<CaptureBlob> blobs = events.blobs();
    List<Part<A>> parts = new ArrayList<>();
    blobs.forEach(b -> parts.add(new Part<>(b)));
    Merged<A> merged = new Merged<>(parts, start.get(), merge);
    AtomicInteger next = new AtomicInteger();
    List<Future<Void>> workers = new ArrayList<>();
    for (int i = Math.min(blobs.size(), Runtime.getRuntime().availableProcessors()); i > 0; i--) {
      workers.add(Work.start(() -> {
        work(parts, next, start, step, merged);
        return null;
      }));
    }
    try {
      for (Future<Void> worker : workers) {
        Work.await(worker);
      }
    } finally {
      stopped = true;
    }
    for (Part<A> part : parts) {
      count += part.events;
      if (part.damage != null) {
        damaged.add(part.damage);
      }
    }
    return merged.value;
  }

  private <A> void work(List<Part<A>> parts, AtomicInteger next, Supplier<A> start,
      BiConsumer<? super A, CapturedEvent> step, Merged<A> merged) throws IOException {
    boolean done = false;
    try {
      for (int at; !stopped && (at = next.getAndIncrement()) < parts.size();) {
        Part<A> part = parts.get(at);
        part.value = start.get();
        read(part, step);
        merged.add(part);
      }
      done = true;
    } finally {
      stopped |= !done; // then the others' work is in vain
    }
  }

  private <A> void read(Part<A> part, BiConsumer<? super A, CapturedEvent> step) throws IOException {
    try (CaptureFile file = events.open(part.blob)) {
      for (CapturedEvent e; !stopped && (e = file.next()) != null;) {
        if (events.includes(e)) {
          step.accept(part.value, e);
          part.events++;
        }
      }
    } catch (IOException e) {
      part.damage = damage(part.blob, e);
    }
  }

  /**
   * What became of a capture that could not be read on: it is damaged; or, in a folder, it cannot be read, or is gone.
   * What a container cannot give now it can give later: that is thrown, and so is what stopped this thread.
   */
  private Damage damage(CaptureBlob blob, IOException e) throws IOException {
    boolean isLeftOut = e instanceof DamagedCaptureException
        || e instanceof CaptureException && events.store() instanceof CaptureFolder && blob != null;
    if (!isLeftOut || Thread.currentThread().isInterrupted()) {
      throw e;
    }
    return new Damage(blob.name(), e.getMessage());
  }

  /** Takes up what who reads the captures one after the other could not read; throws what is no damage. */
  void add(CaptureBlob blob, IOException e) throws IOException {
    damaged.add(damage(blob, e));
  }

  /** Takes up how many events were read by who reads them one after the other. */
  void counted(long events) {
    count = events;
  }

  /** The selection that is read. */
  public Events events() {
    return events;
  }

  /** How many events were folded. */
  public long count() {
    return count;
  }

  /** The captures that could not be read to their end, in the order of capture. */
  public List<Damage> damaged() {
    return List.copyOf(damaged);
  }

  /** A capture and what became of it. */
  private static final class Part<A> {
    private final CaptureBlob blob;
    private A value;
    private long events;
    private Damage damage;
    private boolean done;

    Part(CaptureBlob blob) {
      this.blob = blob;
    }
  }

  /** Joins parts in the order of capture as soon as all before them are there, so that few wait in memory. */
  private static final class Merged<A> {
    private final Iterator<Part<A>> waiting;
    private final BinaryOperator<A> merge;
    private Part<A> next;
    private A value;

    Merged(List<Part<A>> parts, A start, BinaryOperator<A> merge) {
      this.waiting = parts.iterator();
      this.merge = merge;
      this.value = start;
      this.next = waiting.hasNext() ? waiting.next() : null;
    }

    synchronized void add(Part<A> part) {
      part.done = true;
      while (next != null && next.done) {
        value = merge.apply(value, next.value);
        next.value = null;
        next = waiting.hasNext() ? waiting.next() : null;
      }
    }
  }
}
