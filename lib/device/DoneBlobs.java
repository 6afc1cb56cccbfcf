package device;

import capture.CaptureBlob;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Which blobs of one partition are done, by day: their count and the sum of their hashes, so that it takes the same
 * room however many they are. Whether a listing holds just those, or those and some that came later, is then known for a day
 * as a whole; where it holds fewer, or others, all of the day is read again, and {@link SeenEvents} keeps that from doing
 * harm. Days far back become months, then years. For one thread.
 */
final class DoneBlobs {
  private static final int MOST_DAYS = 40;
  private static final int MOST_MONTHS = 24;

  /**
   * The blobs of a day, month or year that are done.
   *
   * @param from start of the first window, in seconds since 1970
   * @param to start of the last window
   * @param count how many blobs
   * @param sum of their hashes
   */
  record Period(long from, long to, long count, long sum) {
    Period with(Period other) {
      return new Period(Math.min(from, other.from), Math.max(to, other.to), count + other.count, sum + other.sum);
    }
  }

  private final TreeMap<String, Period> periods = new TreeMap<>();

  /** By {@code 2022-12-09}, {@code 2022-12} or {@code 2022}. */
  TreeMap<String, Period> periods() {
    return periods;
  }

  /** What changes when a blob is another, or was written anew. */
  static long hash(CaptureBlob blob) {
    return hash(blob.name() + '\n' + blob.etag());
  }

  /** FNV-1a, stirred: of a million texts, two have the same with a chance of 1 in 30 million. */
  static long hash(String text) {
    long h = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    h = (h ^ h >>> 32) * 0x9e3779b97f4a7c15L; // sums of plain FNV of similar names are not far enough apart
    return h ^ h >>> 29;
  }

  /** Adds a blob that is done. */
  void add(long windowSecond, long hash) {
    periods.merge(keyOf(windowSecond), new Period(windowSecond, windowSecond, 1, hash), Period::with);
    coarsen(10, MOST_DAYS);
    coarsen(7, MOST_MONTHS);
  }

  /** The period in which blobs of this window are counted. */
  String keyOf(long windowSecond) {
    String day = LocalDate.ofEpochDay(Math.floorDiv(windowSecond, 86_400)).toString();
    for (int length : new int[] {4, 7}) {
      if (periods.containsKey(day.substring(0, length))) {
        return day.substring(0, length);
      }
    }
    return day;
  }

  private void coarsen(int length, int most) {
    List<String> keys = new ArrayList<>(periods.keySet().stream().filter(k -> k.length() == length).toList());
    if (keys.size() <= most) {
      return;
    }
    String coarse = keys.get(0).substring(0, length - 3);
    for (String key : keys) {
      if (key.startsWith(coarse + "-")) {
        periods.merge(coarse, periods.remove(key), Period::with);
      }
    }
  }

  /** Which of the blobs in a period are done: all, or those written before the others; none where neither is so. */
  List<Work> those(String key, List<Work> found) {
    Period done = periods.get(key);
    if (found.size() < done.count) {
      return List.of();
    }
    List<Work> oldest = found.stream().sorted(Comparator.comparing(w -> w.blob.lastModified())).limit(done.count).toList();
    Period there = oldest.stream().map(w -> new Period(w.windowSecond(), w.windowSecond(), 1, w.hash)).reduce(Period::with).get();
    return there.equals(done) ? oldest : List.of();
  }

  /** Forgets a period: its blobs are not those that were done. */
  void forget(String key) {
    periods.remove(key);
  }

  /** Whether a window lies in what a period covers. */
  boolean covers(String key, long windowSecond) {
    Period p = periods.get(key);
    return p != null && windowSecond >= p.from && windowSecond <= p.to;
  }
}
