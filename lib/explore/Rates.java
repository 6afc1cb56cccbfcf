package explore;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many events were enqueued when.
 *
 * @param step how long a slot is
 * @param slots in the order of time, those without events left out; never null
 */
public record Rates(Duration step, List<Slot> slots) {
  private static final int DIGITS = 3;

  /**
   * What was enqueued within a step.
   *
   * @param start a whole number of steps since 1970
   * @param events how many
   * @param bytes the size of their bodies together
   */
  public record Slot(Instant start, long events, long bytes) {
  }

  /** Reads all events. Memory: about 100 bytes for each step that has events. */
  public static Rates of(Scan scan, Duration step) throws IOException, InterruptedException {
    long millis = step.toMillis();
    if (millis < 1) {
      throw new IllegalArgumentException("steps of " + step.toNanos() + " ns are too short; 1ms is the shortest");
    }
    TreeMap<Long, long[]> counts = scan.<TreeMap<Long, long[]>>fold(TreeMap::new, (map, e) -> {
      long[] slot = map.computeIfAbsent(Math.floorDiv(e.enqueuedTime().toEpochMilli(), millis), s -> new long[2]);
      slot[0]++;
      slot[1] += e.body().length;
    }, (a, b) -> {
      b.forEach((slot, n) -> a.merge(slot, n, (x, y) -> new long[] {x[0] + y[0], x[1] + y[1]}));
      return a;
    });
    List<Slot> slots = new ArrayList<>();
    for (Map.Entry<Long, long[]> e : counts.entrySet()) {
      slots.add(new Slot(Instant.ofEpochMilli(e.getKey() * millis), e.getValue()[0], e.getValue()[1]));
    }
    return new Rates(step, slots);
  }

  /** A row for each slot with events; of more than {@code most}, the last ones. */
  public Table table(int most) {
    Table.Builder table = new Table.Builder("@from", ">events", ">per second", ">bytes", "=");
    long busiest = slots.stream().mapToLong(Slot::events).max().orElse(1);
    double seconds = step.toNanos() / 1e9;
    for (Slot s : slots.subList(Math.max(0, slots.size() - most), slots.size())) {
      table.row(Times.print(s.start), Text.number(s.events), NumberText.print(s.events / seconds, DIGITS),
          Text.bytes(s.bytes), (double) s.events / busiest);
    }
    long all = slots.isEmpty() ? 0 : Duration.between(slots.get(0).start, slots.get(slots.size() - 1).start)
        .toMillis() / step.toMillis() + 1;
    return table.note((slots.size() > most ? "the last " + most + " of " : "") + Text.count(slots.size(), "step")
        + " of " + Times.print(seconds) + " with events" + (all > slots.size() ? ", "
        + Text.number(all - slots.size()) + " between them without" : ""));
  }

  /** All slots as a table. */
  @Override
  public String toString() {
    return table(Integer.MAX_VALUE).toString();
  }
}
