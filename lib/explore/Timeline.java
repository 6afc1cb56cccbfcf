package explore;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many events were enqueued when, in as many steps as a screen shows. */
public final class Timeline {
  /** Each is a whole multiple of the one before, so that counts can be carried over. */
  private static final long[] FINE = {1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000,
      864_000_000, 8_640_000_000L};
  private static final long[] STEPS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000,
      60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000,
      86_400_000, 172_800_000, 432_000_000, 864_000_000, 1_728_000_000, 4_320_000_000L, 8_640_000_000L};
  private static final int MOST_SLOTS = 20_000;

  private Timeline() {
  }

  /**
   * Reads all events once, whatever time they span.
   *
   * @param columns how many steps there may be, at least 10
   * @return steps from the first event's to the last one's, also those without events
   */
  public static Rates of(Scan scan, int columns) throws IOException, InterruptedException {
    Slots all = scan.fold(Slots::new, (s, e) -> s.add(e.enqueuedTime().toEpochMilli(), 1, e.body().length),
        Slots::addAll);
    if (all.slots.isEmpty()) {
      return new Rates(Duration.ofMillis(1), List.of());
    }
    long fine = FINE[all.level];
    long first = all.slots.firstKey() * fine;
    long last = all.slots.lastKey() * fine;
    long step = step(fine, last - first, Math.max(10, columns));
    TreeMap<Long, long[]> counts = new TreeMap<>();
    for (long slot = Math.floorDiv(first, step); slot <= Math.floorDiv(last, step); slot++) {
      counts.put(slot, new long[2]);
    }
    all.slots.forEach((slot, n) -> counts.merge(Math.floorDiv(slot * fine, step), n, Slots::sum));
    List<Rates.Slot> slots = new ArrayList<>();
    counts.forEach((slot, n) -> slots.add(new Rates.Slot(Instant.ofEpochMilli(slot * step), n[0], n[1])));
    return new Rates(Duration.ofMillis(step), slots);
  }

  private static long step(long fine, long span, int columns) {
    for (long step : STEPS) {
      if (step % fine == 0 && span / step + 2 <= columns) {
        return step;
      }
    }
    return Math.max(1, span / columns / fine + 1) * fine;
  }

  /** For the screen, or a picture. */
  static Chart chart(Rates rates) {
    double[] x = rates.slots().stream().mapToDouble(s -> s.start().toEpochMilli()).toArray();
    double[] y = rates.slots().stream().mapToDouble(Rates.Slot::events).toArray();
    String step = Times.print(rates.step().toMillis() / 1e3);
    return new Chart("events per " + step, "enqueued", true, "events", Chart.Shape.BARS,
        List.of(new Chart.Line("events", x, y)), "events in steps of " + step);
  }

  /** Counts by time, the steps as fine as they may be. */
  private static final class Slots {
    private TreeMap<Long, long[]> slots = new TreeMap<>();
    private int level;

    void add(long millis, long events, long bytes) {
      slots.merge(Math.floorDiv(millis, FINE[level]), new long[] {events, bytes}, Slots::sum);
      while (slots.size() > MOST_SLOTS && level < FINE.length - 1) {
        coarsen();
      }
    }

    private void coarsen() {
      long factor = FINE[level + 1] / FINE[level];
      level++;
      TreeMap<Long, long[]> coarse = new TreeMap<>();
      slots.forEach((slot, n) -> coarse.merge(Math.floorDiv(slot, factor), n, Slots::sum));
      slots = coarse;
    }

    Slots addAll(Slots other) {
      if (slots.isEmpty()) {
        return other;
      }
      while (level < other.level) {
        coarsen();
      }
      for (Map.Entry<Long, long[]> e : other.slots.entrySet()) {
        add(e.getKey() * FINE[other.level], e.getValue()[0], e.getValue()[1]);
      }
      return this;
    }

    static long[] sum(long[] a, long[] b) {
      return new long[] {a[0] + b[0], a[1] + b[1]};
    }
  }
}
