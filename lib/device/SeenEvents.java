package device;

import java.util.ArrayList;
import java.util.List;

/**
 * Which events of one partition were taken, as ranges of sequence numbers and enqueued times: an event was taken if it
 * lies in a range by both. Where a hub is deleted and made anew, numbers start again but times do not, so that its
 * events lie in no range. Times count in seconds, because files from before 2021 know no more.
 *
 * <p>Ranges stay apart, even where their numbers follow on each other, as long as there are few: the time between them may be
 * that of another hub. Beyond {@value #MOST_RANGES} those with the least time between them become one. For one thread.
 */
final class SeenEvents {
  /** How many ranges are kept before some are joined. */
  static final int MOST_RANGES = 64;

  /** Numbers and seconds, first and last, all inclusive. */
  record Range(long firstNumber, long lastNumber, long firstSecond, long lastSecond) {
    boolean contains(long number, long second) {
      return number >= firstNumber && number <= lastNumber && second >= firstSecond && second <= lastSecond;
    }

    boolean isFollowedBy(Range next) {
      return lastNumber + 1 == next.firstNumber;
    }

    /** Seconds without either; none where they meet. */
    long secondsTo(Range next) {
      return Math.max(0, Math.max(next.firstSecond - lastSecond, firstSecond - next.lastSecond));
    }

    Range joined(Range next) {
      return new Range(firstNumber, next.lastNumber, Math.min(firstSecond, next.firstSecond),
          Math.max(lastSecond, next.lastSecond));
    }
  }

  private final List<Range> ranges = new ArrayList<>();
  private int most = MOST_RANGES;
  private boolean open;
  private long firstNumber;
  private long lastNumber;
  private long firstSecond;
  private long lastSecond;
  private long clearBelow;

  List<Range> ranges() {
    close();
    return ranges;
  }

  /** Takes an event: false if it was taken before. */
  boolean take(long number, long second) {
    if (open && number == lastNumber + 1 && second >= lastSecond && number < clearBelow) {
      lastNumber = number;
      lastSecond = second;
      return true;
    }
    close();
    long next = Long.MAX_VALUE;
    for (Range r : ranges) {
      if (r.contains(number, second)) {
        return false;
      }
      next = r.firstNumber > number ? Math.min(next, r.firstNumber) : next;
      // Within the range by number but not by time: the next number has to be looked up again.
      next = r.firstNumber <= number && r.lastNumber > number ? number + 1 : next;
    }
    open = true;
    firstNumber = lastNumber = number;
    firstSecond = lastSecond = second;
    clearBelow = next;
    return true;
  }

  /** Ends the run of events at hand: to be called after each blob. */
  void close() {
    if (open) {
      open = false;
      add(new Range(firstNumber, lastNumber, firstSecond, lastSecond));
    }
  }

  /** Adds a range of events taken. */
  void add(Range range) {
    Range added = range;
    for (int i = 0; i < ranges.size(); i++) {
      Range r = ranges.get(i);
      if (r.isFollowedBy(added) && r.secondsTo(added) == 0 || added.isFollowedBy(r) && r.secondsTo(added) == 0) {
        added = r.isFollowedBy(added) ? r.joined(added) : added.joined(r);
        ranges.remove(i);
        i = -1; // the joined one may meet others
      }
    }
    ranges.add(added);
    while (ranges.size() > most) {
      most = joinClosest() ? MOST_RANGES : ranges.size() * 2; // nothing to join now: do not look at once again
    }
  }

  private boolean joinClosest() {
    int a = -1;
    int b = -1;
    for (int i = 0; i < ranges.size(); i++) {
      for (int j = 0; j < ranges.size(); j++) {
        if (ranges.get(i).isFollowedBy(ranges.get(j))
            && (a < 0 || ranges.get(i).secondsTo(ranges.get(j)) < ranges.get(a).secondsTo(ranges.get(b)))) {
          a = i;
          b = j;
        }
      }
    }
    if (a < 0) {
      return false;
    }
    Range joined = ranges.get(a).joined(ranges.get(b));
    ranges.remove(Math.max(a, b));
    ranges.set(Math.min(a, b), joined);
    return true;
  }
}
