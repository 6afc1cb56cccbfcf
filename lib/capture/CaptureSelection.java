package capture;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which captured events are wanted. Blobs are chosen by name first ({@link #blobs}), then each event by its own time
 * ({@link #includes}): a name carries only the start of a window, so the choice by name looks back one window.
 *
 * @param eventHub its name, or null for every event hub
 * @param partition its id, or null for every partition
 * @param since events enqueued at or after this, or null
 * @param until events enqueued before this, or null
 */
public record CaptureSelection(String eventHub, String partition, Instant since, Instant until) {
  /** Everything. */
  public static final CaptureSelection ALL = new CaptureSelection(null, null, null, null);

  /** Whether every event is included. */
  public boolean isAll() {
    return isOfAnyPartition() && isOfAnyTime();
  }

  /** Whether an event's time does not matter. */
  public boolean isOfAnyTime() {
    return since == null && until == null;
  }

  /** Whether an event of a blob that was chosen is included: decides by its enqueued time. */
  public boolean includes(Instant enqueued) {
    return (since == null || !enqueued.isBefore(since)) && (until == null || enqueued.isBefore(until));
  }

  /** Whether events may be of any event hub and partition. */
  boolean isOfAnyPartition() {
    return eventHub == null && partition == null;
  }

  /** Whether a blob of this name can hold events that are included; null for a name that tells nothing. */
  public boolean includes(CaptureName name) {
    return name == null ? isOfAnyPartition() : (eventHub == null || eventHub.equals(name.eventHub()))
        && (partition == null || partition.equals(name.partition()))
        && (since == null || !name.windowStart().isBefore(since.minus(CaptureNameFormat.LONGEST_WINDOW)))
        && (until == null || name.windowStart().isBefore(until));
  }

  /**
   * The blobs that can hold included events, in the order of capture: by window start, then namespace, event hub,
   * partition; blobs whose names are not of the format come last, by name, but not where an event hub or partition is
   * asked for. Lists only the days it needs where the format puts the day in a path of its own. Holds the list in memory.
   */
  public List<CaptureBlob> blobs(CaptureStore store, CaptureNameFormat format) throws CaptureException {
    return named(CaptureSearch.blobs(store, this, format), format).filter(n -> includes(n.name)).map(Named::blob)
        .toList();
  }

  /** As {@link #blobs}, but with all blobs of the days that were listed, also those that hold no included events. */
  public List<CaptureBlob> listed(CaptureStore store, CaptureNameFormat format) throws CaptureException {
    return named(CaptureSearch.blobs(store, this, format), format).map(Named::blob).toList();
  }

  /** The blobs whose names start with one of these, in the order of capture. */
  public List<CaptureBlob> listed(CaptureStore store, CaptureNameFormat format, List<String> prefixes)
      throws CaptureException {
    return named(CaptureSearch.blobs(store, prefixes), format).map(Named::blob).toList();
  }

  /** Prefixes of the names of all blobs that can hold included events, but for names that tell no window. */
  public List<String> prefixes(CaptureStore store, CaptureNameFormat format) throws CaptureException {
    return CaptureSearch.prefixes(store, this, format);
  }

  private static Stream<Named> named(List<CaptureBlob> blobs, CaptureNameFormat format) {
    return blobs.stream().map(b -> new Named(b, format.parse(b.name()).orElse(null))).sorted();
  }

  /** A blob and what its name tells, null where it tells nothing. */
  private record Named(CaptureBlob blob, CaptureName name) implements Comparable<Named> {
    @Override
    public int compareTo(Named other) {
      int order = name == null || other.name == null ? Boolean.compare(name == null, other.name == null)
          : name.compareTo(other.name);
      return order != 0 ? order : blob.name().compareTo(other.blob.name());
    }
  }

  /** Whether a blob can be of the event hub and partition, by the start of its name: gives a token's value, or null. */
  boolean includesPartition(UnaryOperator<String> token) {
    return (eventHub == null || isOrUnknown(eventHub, token.apply("EventHub")))
        && (partition == null || isOrUnknown(partition, token.apply("PartitionId")));
  }

  /** Whether a blob can be of the time, likewise. */
  boolean includesDay(UnaryOperator<String> token) {
    return includesDay(token.apply("Year"), token.apply("Month"), token.apply("Day"));
  }

  private static boolean isOrUnknown(String wanted, String value) {
    return value == null || value.equals(wanted);
  }

  private boolean includesDay(String year, String month, String day) {
    if (year == null) {
      return true;
    }
    try {
      LocalDate first = LocalDate.of(Integer.parseInt(year), month == null ? 1 : Integer.parseInt(month),
          month == null || day == null ? 1 : Integer.parseInt(day));
      LocalDate next = month == null ? first.plusYears(1) : day == null ? first.plusMonths(1) : first.plusDays(1);
      return (since == null
          || next.atStartOfDay().toInstant(ZoneOffset.UTC).isAfter(since.minus(CaptureNameFormat.LONGEST_WINDOW)))
          && (until == null || first.atStartOfDay().toInstant(ZoneOffset.UTC).isBefore(until));
    } catch (java.time.DateTimeException noSuchDate) {
      return true; // then the name tells nothing
    }
  }
}
