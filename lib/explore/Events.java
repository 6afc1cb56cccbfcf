package explore;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureFile;
import capture.CaptureFolder;
import capture.CaptureNameFormat;
import capture.CaptureSelection;
import capture.CaptureStore;
import capture.CapturedEvent;
import capture.TimeText;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A choice of captured events: a location and what is wanted of it. The words that choose answer another choice and read
 * nothing; what is wrong with them is said by the first word that asks. Immutable; safe for any number of threads.
 *
 * <p>The words that ask come from {@link Look}, {@link Understand}, {@link Take} and {@link See}; they print. The classes
 * that compute, which they name, take a {@link #scan}.
 */
public final class Events implements Look, Understand, Take, See {
  private final CaptureStore store;
  private final Cache cache;
  private final CaptureSelection selection;
  private final List<Predicate<CapturedEvent>> filters;
  private final String text;
  private final String fault;

  private Events(CaptureStore store, Cache cache, CaptureSelection selection, List<Predicate<CapturedEvent>> filters,
      String text, String fault) {
    this.store = store;
    this.cache = cache;
    this.selection = selection;
    this.filters = filters;
    this.text = text;
    this.fault = fault;
  }

  /**
   * Everything in a location.
   *
   * @param location as {@link CaptureStore#open} takes it; null for what the environment names
   * @param environment as {@link System#getenv()}; CAPTURE_CACHE is the folder where a container's captures are kept,
   *     {@code eventhubs-capture} in XDG_CACHE_HOME or {@code ~/.cache} if it is not set, CAPTURE_CACHE_MB how many
   *     megabytes at most, 1000 if it is not set
   */
  public static Events open(String location, Map<String, String> environment) {
    try {
      Cache cache = Cache.of(environment);
      return of(Work.call(() -> CaptureStore.open(location, environment)), cache);
    } catch (IOException | RuntimeException e) {
      return none(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none("stopped");
    }
  }

  /** Everything in a store; what is read of a container is not kept. */
  public static Events of(CaptureStore store) {
    return of(store, null);
  }

  private static Events of(CaptureStore store, Cache cache) {
    return new Events(store, cache, CaptureSelection.ALL, List.of(), store.location(), null);
  }

  /** A choice that answers every question with this line. */
  static Events none(String fault) {
    return new Events(null, null, CaptureSelection.ALL, List.of(), "nothing", fault);
  }

  /** The events enqueued within a span before now: {@code 90s}, {@code 30m}, {@code 2h}, {@code 1d}. */
  public Events last(String span) {
    return choose("last " + span, () -> time(Instant.now().minus(Times.span(span)), null));
  }

  /** The events enqueued from {@code since} on and before {@code until}: ISO 8601, UTC, or {@code 2h} ago; null: open. */
  public Events between(String since, String until) {
    Instant now = Instant.now();
    return choose((since == null ? "" : "since " + since) + (until == null ? "" : " until " + until),
        () -> time(since == null ? null : TimeText.instant(since, now),
            until == null ? null : TimeText.instant(until, now)));
  }

  /** The events of one partition. */
  public Events partition(int id) {
    return partition(Integer.toString(id));
  }

  /** The events of one partition. */
  public Events partition(String id) {
    return choose("partition " + id, () -> one(selection.partition(), id,
        selected(selection.eventHub(), Given.some("a partition's id", id), selection.since(), selection.until())));
  }

  /** The events of one event hub. */
  public Events eventHub(String name) {
    return choose("event hub " + name, () -> one(selection.eventHub(), name,
        selected(Given.some("an event hub's name", name), selection.partition(), selection.since(), selection.until())));
  }

  /** The events for which the condition holds. It is asked by several threads at once, and last. */
  public Events where(Predicate<CapturedEvent> condition) {
    return choose("where ...", () -> filtered(Given.some("a condition", condition)));
  }

  private Events filtered(Predicate<CapturedEvent> condition) {
    List<Predicate<CapturedEvent>> more = new ArrayList<>(filters);
    more.add(condition);
    return new Events(store, cache, selection, List.copyOf(more), text, null);
  }

  /** The events of one device, as {@link Devices} names it; {@code 7f3c*} for all whose names start so. */
  public Events device(String id) {
    return choose("device " + id, () -> filtered(Device.is(Given.some("a device's name", id))));
  }

  /** This choice, if it takes all events of its partitions and times; else one that says that a word needs that. */
  Events whole(String word) {
    return filters.isEmpty() || fault != null ? this
        : none(word + " looks at whole partitions; ask it without device() and where()");
  }

  /** Both ends only come closer: a choice of a choice is never more than that. */
  private Events time(Instant since, Instant until) {
    Instant a = selection.since() == null || since != null && since.isAfter(selection.since()) ? since
        : selection.since();
    Instant b = selection.until() == null || until != null && until.isBefore(selection.until()) ? until
        : selection.until();
    if (a != null && b != null && !a.isBefore(b)) {
      throw new IllegalArgumentException("nothing is between " + Times.print(a) + " and " + Times.print(b)
          + "; the earlier time comes first");
    }
    return selected(selection.eventHub(), selection.partition(), a, b);
  }

  /** What is in one partition and in another one, is nothing. */
  private static Events one(String before, String now, Events chosen) {
    return before == null || before.equals(now) ? chosen : chosen.filtered(e -> false);
  }

  private Events selected(String eventHub, String partition, Instant since, Instant until) {
    return new Events(store, cache, new CaptureSelection(eventHub, partition, since, until), filters, text, null);
  }

  private Events choose(String words, java.util.function.Supplier<Events> choice) {
    if (fault != null) {
      return this;
    }
    String said = text + (text.equals(store.location()) ? ": " : ", ") + words.strip();
    try {
      Events e = choice.get();
      return new Events(store, cache, e.selection, e.filters, said, null);
    } catch (IllegalArgumentException e) {
      return new Events(store, cache, selection, filters, said, e.getMessage());
    }
  }

  /** A new pass over the events, for one question. */
  public Scan scan() {
    return new Scan(this);
  }

  /**
   * The events in the order of capture, read lazily, one file open at a time; up to a megabyte is read ahead. A damaged
   * capture is named on stderr and passed over from the damage on; other failures come as UncheckedIOException. To be
   * closed if it is not read to its end.
   */
  public Stream<CapturedEvent> stream() {
    return new EventReader(scan()).stream();
  }

  /** Whether the choice by time, and the conditions, include an event of a blob that was chosen. */
  boolean includes(CapturedEvent event) {
    if (!selection.includes(event.enqueuedTime())) {
      return false;
    }
    for (Predicate<CapturedEvent> filter : filters) {
      if (!filter.test(event)) {
        return false;
      }
    }
    return true;
  }

  /** The captures that can hold events of this choice, in the order of capture. */
  List<CaptureBlob> blobs() throws CaptureException {
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return selection.blobs(store, CaptureNameFormat.DEFAULT);
  }

  /** Opens a capture; that of a container from the cache. */
  CaptureFile open(CaptureBlob blob) throws IOException {
    return CaptureFile.open(() -> bytes(blob), blob.name(), CaptureNameFormat.DEFAULT.parse(blob.name()).orElse(null));
  }

  private InputStream bytes(CaptureBlob blob) throws IOException {
    return store instanceof CaptureFolder || cache == null ? store.read(blob) : cache.read(store, blob);
  }

  /** Where the captures are; null if the location was wrong. */
  CaptureStore store() {
    return store;
  }

  @Override
  public Events choice() {
    return this;
  }

  /** The words that were said, or what is wrong with them: one line. */
  @Override
  public String toString() {
    return fault == null ? text : fault;
  }
}
