package device;

import java.util.ArrayList;
import java.util.List;

/**
 * Which events of one partition were taken, as ranges of sequence numbers and enqueued times: an event was taken if it
 * lies in a range by both. Where a hub is deleted and made anew, numbers start again but times do not, so that its
 * events lie in no range. Times count in seconds, because files from before 2021 know no more.
 *
 * <p>Numbers that were not seen belong to no range: they may still come. Ranges stay apart even where their numbers
 * follow on each other, as long as such places are few: the time between may be that of another hub. Where they are
 * many, those with the least time between are closed, but for {@value #MOST_PLACES}. Of more than {@value #MOST_RANGES}
 * ranges, which only gaps can make, or {@value #MOST_LAYERS} hubs, the oldest are forgotten. For one thread.
 */
final class SeenEvents {
  /** How many places, where one range's numbers follow on another's, are kept before some are closed. */
  static final int MOST_PLACES = 4096;
  /** How many ranges are kept before some are forgotten. */
  static final int MOST_RANGES = 100_000;

  /** How many hubs of one name are told apart. */
  static final int MOST_LAYERS = 1000;

  /** Numbers and seconds, first and last, all inclusive. */
  record Range(long firstNumber, long lastNumber, long firstSecond, long lastSecond) {
    boolean contains(long number, long second) {
      return number >= firstNumber && number <= lastNumber && second >= firstSecond && second <= lastSecond;
    }

    boolean isFollowedBy(Range next) {
      return next != null && lastNumber + 1 == next.firstNumber;
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

  /** Each holds ranges that share no number. There are as many as there were hubs of the name, mostly one. */
  private final List<SeenRanges> layers = new ArrayList<>();
  private int size;
  private int places;
  private boolean open;
  private long firstNumber;
  private long lastNumber;
  private long firstSecond;
  private long lastSecond;
  private long clearBelow;

  List<Range> ranges() {
    close();
    return layers.stream().flatMap(layer -> layer.ranges().stream()).toList();
  }

  /** Takes an event: false if it was taken before. */
  boolean take(long number, long second) {
    boolean follows = open && number == lastNumber + 1 && second >= lastSecond;
    if (!follows) {
      close();
    }
    if ((!follows || number >= clearBelow) && wasTaken(number, second)) {
      clearBelow = Long.MIN_VALUE; // whatever follows has to be looked up
      return false;
    }
    if (!follows) {
      open = true;
      firstNumber = number;
      firstSecond = second;
    }
    lastNumber = number;
    lastSecond = second;
    return true;
  }

  /** Whether a range has an event; if not, up to which number none has those that follow. */
  private boolean wasTaken(long number, long second) {
    clearBelow = Long.MAX_VALUE;
    for (SeenRanges layer : layers) {
      Range at = layer.at(number);
      if (at != null && at.contains(number, second)) {
        return true;
      }
      boolean isPast = at == null || at.lastSecond() < second;
      clearBelow = Math.min(clearBelow, isPast ? layer.firstNumberAfter(number) : number + 1);
    }
    return false;
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
    SeenRanges layer = layerFor(range);
    size -= layer.size();
    places -= layer.places();
    layer.add(range);
    size += layer.size();
    places += layer.places();
    if (places > 2 * MOST_PLACES) {
      closePlaces();
    }
    if (size > MOST_RANGES) {
      forgetOldest();
    }
  }

  /** The layer with room where the range follows on, or is followed by, one closest in time. */
  private SeenRanges layerFor(Range range) {
    SeenRanges closest = null;
    for (SeenRanges layer : layers) {
      if (layer.isFree(range) && (closest == null || layer.secondsBeside(range) < closest.secondsBeside(range))) {
        closest = layer;
      }
    }
    if (closest == null) {
      if (layers.size() == MOST_LAYERS) {
        layers.remove(0);
        count();
      }
      closest = new SeenRanges();
      layers.add(closest);
    }
    return closest;
  }

  private void closePlaces() {
    long[] seconds = layers.stream().flatMapToLong(SeenRanges::secondsAtPlaces).sorted().toArray();
    long limit = seconds[seconds.length - MOST_PLACES - 1];
    layers.forEach(layer -> layer.closePlaces(limit));
    count();
  }

  private void forgetOldest() {
    while (size > MOST_RANGES / 4 * 3) {
      layers.get(0).forgetFirst(size - MOST_RANGES / 4 * 3);
      layers.removeIf(layer -> layer.size() == 0);
      count();
    }
  }

  private void count() {
    size = layers.stream().mapToInt(SeenRanges::size).sum();
    places = layers.stream().mapToInt(SeenRanges::places).sum();
  }
}
