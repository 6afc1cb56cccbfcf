package device;

import device.SeenEvents.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Ranges of events that share no sequence number, in their order. For one thread. */
final class SeenRanges {
  private List<Range> ranges = new ArrayList<>();
  private int places;

  List<Range> ranges() {
    return ranges;
  }

  int size() {
    return ranges.size();
  }

  /** How often a range's numbers follow on those of the one before. */
  int places() {
    return places;
  }

  /** The range a number lies in, or null. */
  Range at(long number) {
    Range r = get(after(number) - 1);
    return r != null && r.lastNumber() >= number ? r : null;
  }

  /** The first number of the next range, or Long.MAX_VALUE. */
  long firstNumberAfter(long number) {
    Range next = get(after(number));
    return next == null ? Long.MAX_VALUE : next.firstNumber();
  }

  /** Whether no number of a range is taken here. */
  boolean isFree(Range range) {
    return at(range.firstNumber()) == null && firstNumberAfter(range.firstNumber()) > range.lastNumber();
  }

  /** The least time between a range and those beside it, whose numbers it follows or that follow it. */
  long secondsBeside(Range range) {
    int i = after(range.firstNumber());
    return Math.min(secondsBetween(get(i - 1), range), secondsBetween(range, get(i)));
  }

  private static long secondsBetween(Range r, Range next) {
    return r != null && r.isFollowedBy(next) ? r.secondsTo(next) : Long.MAX_VALUE;
  }

  /** Adds a range for which there is room; it becomes one with those beside it that it meets in numbers and time. */
  void add(Range range) {
    int i = after(range.firstNumber());
    places -= isPlace(i) ? 1 : 0;
    ranges.add(i, range);
    places += (isPlace(i) ? 1 : 0) + (isPlace(i + 1) ? 1 : 0);
    join(i + 1, 0);
    join(i, 0);
  }

  /** Whether a range's numbers follow on those of the one before. */
  private boolean isPlace(int i) {
    return i > 0 && ranges.get(i - 1).isFollowedBy(get(i));
  }

  private boolean join(int i, long mostSeconds) {
    if (!isPlace(i) || ranges.get(i - 1).secondsTo(ranges.get(i)) > mostSeconds) {
      return false;
    }
    ranges.set(i - 1, ranges.get(i - 1).joined(ranges.remove(i)));
    places--;
    return true;
  }

  /** The time at each place where a range's numbers follow on those of the one before. */
  LongStream secondsAtPlaces() {
    return IntStream.range(1, size()).filter(this::isPlace).mapToLong(i -> ranges.get(i - 1).secondsTo(ranges.get(i)));
  }

  /** Joins ranges whose numbers follow on each other, with so much time between them at most. */
  void closePlaces(long mostSeconds) {
    List<Range> all = ranges;
    ranges = new ArrayList<>();
    places = 0;
    for (Range r : all) {
      ranges.add(r);
      places += isPlace(size() - 1) ? 1 : 0;
      join(size() - 1, mostSeconds);
    }
  }

  /** Forgets the ranges with the lowest numbers. */
  void forgetFirst(int count) {
    ranges.subList(0, Math.min(count, size())).clear();
    places = (int) IntStream.range(1, size()).filter(this::isPlace).count();
  }

  private Range get(int i) {
    return i >= 0 && i < size() ? ranges.get(i) : null;
  }

  /** Where the first range begins that begins after a number. */
  private int after(long number) {
    int from = 0;
    int to = size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (ranges.get(middle).firstNumber() <= number) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
