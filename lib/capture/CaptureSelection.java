package capture;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    return eventHub == null && partition == null && isOfAnyTime();
  }

  /** Whether an event's time does not matter. */
  public boolean isOfAnyTime() {
    return since == null && until == null;
  }

  /** Whether an event of a blob that was chosen is included: decides by its enqueued time. */
  public boolean includes(Instant enqueued) {
    return (since == null || !enqueued.isBefore(since)) && (until == null || enqueued.isBefore(until));
  }

  /** Whether a blob of this name can hold events that are included. */
  public boolean includes(CaptureName name) {
    return (eventHub == null || eventHub.equals(name.eventHub()))
        && (partition == null || partition.equals(name.partition()))
        && (since == null || !name.windowStart().isBefore(since.minus(CaptureNameFormat.LONGEST_WINDOW)))
        && (until == null || name.windowStart().isBefore(until));
  }

  /**
   * The blobs that can hold included events, in the order of capture: by window start, then namespace, event hub,
   * partition; blobs whose names are not of the format come last, by name, and only if everything is wanted. Lists only
   * the days it needs where the format puts the day in a path of its own. Holds the list in memory.
   */
  public List<CaptureBlob> blobs(CaptureStore store, CaptureNameFormat format) throws CaptureException {
    return named(store, format, prefixes(store, format)).filter(n -> n.name == null ? isAll() : includes(n.name)).map(Named::blob).toList();
  }

  /** As {@link #blobs}, but with all blobs of the days that were listed, also those that hold no included events. */
  public List<CaptureBlob> listed(CaptureStore store, CaptureNameFormat format) throws CaptureException {
    return listed(store, format, prefixes(store, format));
  }

  /** The blobs whose names start with one of these, in the order of capture. */
  public List<CaptureBlob> listed(CaptureStore store, CaptureNameFormat format, List<String> prefixes)
      throws CaptureException {
    return named(store, format, prefixes).map(Named::blob).toList();
  }

  private static Stream<Named> named(CaptureStore store, CaptureNameFormat format, List<String> prefixes)
      throws CaptureException {
    List<Named> found = new ArrayList<>();
    for (String prefix : prefixes) {
      try (Stream<CaptureBlob> blobs = store.list(prefix)) {
        blobs.map(b -> new Named(b, format.parse(b.name()).orElse(null))).forEach(found::add);
      } catch (UncheckedIOException e) {
        throw e.getCause() instanceof CaptureException c ? c : new CaptureException(e.getMessage(), e);
      }
    }
    return found.stream().sorted();
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

  /** Prefixes of names that hold all that is wanted; one empty prefix where everything is. */
  List<String> prefixes(CaptureStore store, CaptureNameFormat format) throws CaptureException {
    List<String> prefixes = List.of("");
    if (isAll()) {
      return prefixes;
    }
    List<String> all = new ArrayList<>(prefixes(store, format.toString()));
    prefixes(store, CaptureNameFormat.IOT_HUB).stream().filter(p -> all.stream().noneMatch(p::startsWith)).forEach(all::add);
    return all;
  }

  private List<String> prefixes(CaptureStore store, String format) throws CaptureException {
    List<String> prefixes = List.of("");
    String[] levels = format.split("/");
    String known = "";
    for (int i = 0; i < levels.length - 1 && !pastTheDay(known); i++) {
      known += levels[i] + "/";
      prefixes = descend(store, prefixes, levels[i], wanted(CaptureNameFormat.regex(known)));
    }
    return prefixes;
  }

  private static boolean pastTheDay(String pattern) {
    return pattern.contains("{Year}") && pattern.contains("{Month}") && pattern.contains("{Day}");
  }

  private static List<String> descend(CaptureStore store, List<String> prefixes, String level, Predicate<String> wanted)
      throws CaptureException {
    List<String> below = new ArrayList<>();
    for (String prefix : prefixes) {
      for (String folder : level.contains("{") ? store.folders(prefix) : List.of(level)) {
        if (wanted.test(prefix + folder + "/")) {
          below.add(prefix + folder + "/");
        }
      }
    }
    return below;
  }

  /** Judges the start of a name by the tokens in it, as far as they are there. */
  private Predicate<String> wanted(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return prefix -> {
      Matcher m = pattern.matcher(prefix);
      return m.matches() && (eventHub == null || eventHub.equals(group(m, regex, "EventHub", eventHub)))
          && (partition == null || partition.equals(group(m, regex, "PartitionId", partition)))
          && timeIsWanted(group(m, regex, "Year", null), group(m, regex, "Month", null), group(m, regex, "Day", null));
    };
  }

  private static String group(Matcher m, String regex, String token, String otherwise) {
    return regex.contains("(?<" + token + ">") ? m.group(token) : otherwise;
  }

  private boolean timeIsWanted(String year, String month, String day) {
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
      return false;
    }
  }
}
