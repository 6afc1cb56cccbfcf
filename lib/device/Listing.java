package device;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureName;
import capture.CaptureNameFormat;
import capture.CaptureSelection;
import capture.CaptureStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What there is in a store, for a reader that follows it: all of it at first and every so often, else by prefix only the
 * days from the last blob seen of each partition on, and partitions that are new. Where names do not tell the day as
 * {@code /2024/03/01/}, behind the partition, the days from the one before the last blob seen on. For one thread.
 */
final class Listing {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("/yyyy/MM/dd/", Locale.ROOT);

  private static final Duration HOUR = Duration.ofHours(1);
  /** A partition that lags behind the others by more than this is looked at where all is listed. */
  private static final Duration LATEST = Duration.ofDays(1);

  private final CaptureStore store;
  private final CaptureSelection selection;
  private final CaptureNameFormat format;
  private final Duration betweenAll;
  /** The newest window of each partition, by what its blobs' names start with, up to the day. */
  private final Map<String, Instant> newest = new HashMap<>();
  /** The newest window of all; null before one was seen. */
  private Instant last;
  private long listedAllNanos;
  private boolean mustListAll = true;
  private boolean isAll;

  /** A listing of what is selected; all of it at least that often, if asked. */
  Listing(CaptureStore store, CaptureSelection selection, CaptureNameFormat format, Duration betweenAll) {
    this.store = store;
    this.selection = selection;
    this.format = format;
    this.betweenAll = betweenAll;
  }

  /**
   * The blobs that may be new: whole days, in the order of capture. What is not named by partition, then day, then time, is
   * found only where all is listed.
   */
  List<CaptureBlob> next() throws CaptureException {
    isAll = mustListAll || System.nanoTime() - listedAllNanos > betweenAll.toNanos();
    List<CaptureBlob> blobs = isAll ? selection.listed(store, format) : selection.listed(store, format, recent());
    if (isAll) {
      listedAllNanos = System.nanoTime();
      mustListAll = false;
    }
    blobs.forEach(this::note);
    return blobs;
  }

  /** Whether the last one was of all there is. */
  boolean isAll() {
    return isAll;
  }

  /** To be called when some of what was listed was not read, which may be of any day: the next one is of all. */
  void failed() {
    mustListAll = true;
  }

  private List<String> recent() throws CaptureException {
    if (newest.isEmpty() && last != null) {
      Instant now = Instant.now();
      Instant since = (last.isBefore(now) ? last : now).minus(LATEST);
      boolean isLater = selection.since() != null && selection.since().isAfter(since);
      return new CaptureSelection(selection.eventHub(), selection.partition(), isLater ? selection.since() : since,
          selection.until()).prefixes(store, format);
    }
    List<String> prefixes = new ArrayList<>();
    descend("", prefixes);
    return prefixes;
  }

  private void note(CaptureBlob blob) {
    Optional<CaptureName> name = format.parse(blob.name());
    if (name.isPresent()) {
      last = last == null || name.get().windowStart().isAfter(last) ? name.get().windowStart() : last;
      String day = DAY.format(LocalDate.ofInstant(name.get().windowStart(), ZoneOffset.UTC));
      int at = blob.name().indexOf(day);
      if (at >= 0) {
        newest.merge(blob.name().substring(0, at + 1), name.get().windowStart(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
  }

  private void descend(String prefix, List<String> prefixes) throws CaptureException {
    Instant from = newest.get(prefix);
    if (from != null) {
      for (LocalDate day : days(from)) {
        prefixes.add(prefix + DAY.format(day).substring(1));
      }
    } else if (newest.keySet().stream().anyMatch(k -> k.startsWith(prefix))) {
      for (String folder : store.level(prefix).folders()) {
        descend(prefix + folder + "/", prefixes);
      }
    } else {
      prefixes.add(prefix);
    }
  }

  /** A window that ends late may begin a day before; a partition that was silent begins anew today. */
  private static TreeSet<LocalDate> days(Instant from) {
    LocalDate seen = LocalDate.ofInstant(from.minus(CaptureNameFormat.LONGEST_WINDOW), ZoneOffset.UTC);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    // None is of tomorrow, but for clocks that differ a little, and those who set them far ahead.
    LocalDate end = seen.isAfter(today) ? seen.plusDays(2) : LocalDate.ofInstant(Instant.now().plus(HOUR), ZoneOffset.UTC);
    TreeSet<LocalDate> days = new TreeSet<>();
    Stream.of(seen, seen.plusDays(1), seen.plusDays(2), today.minusDays(1), today)
        .filter(d -> !d.isBefore(seen) && !d.isAfter(end)).forEach(days::add);
    return days;
  }
}
