package explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * How often a field has which value.
 *
 * @param field its name
 * @param events how many events were read
 * @param counts how many events have which value, as it was written; JSON's null is {@code null} in letters; the key null
 *     stands for events without the field, or whose body is no JSON object
 */
public record Counts(String field, long events, Map<String, Long> counts) {
  private static final Comparator<Map.Entry<String, Long>> ORDER = (a, b) -> {
    int byCount = Long.compare(b.getValue(), a.getValue());
    return byCount != 0 ? byCount : a.getKey() == null ? 1 : b.getKey() == null ? -1 : a.getKey().compareTo(b.getKey());
  };

  /**
   * Reads all events. Memory: about 150 bytes for each different value.
   *
   * @throws IllegalArgumentException if no event has the field
   */
  public static Counts of(Scan scan, String field) throws IOException, InterruptedException {
    Map<String, Long> counts = scan.fold(() -> new Counter(field), Counter::add, Counter::addAll).counts;
    if (scan.count() > 0 && counts.size() == 1 && counts.containsKey(null)) {
      throw Fields.missing(scan.events(), field, "in any event");
    }
    return new Counts(field, scan.count(), counts);
  }

  /** The most frequent values, those first; of equal ones, in the order of the values; missing ones last. */
  public List<Map.Entry<String, Long>> top(int most) {
    // Sorting a million values to show twenty takes longer than counting them.
    PriorityQueue<Map.Entry<String, Long>> top = new PriorityQueue<>(ORDER.reversed());
    for (Map.Entry<String, Long> e : counts.entrySet()) {
      if (top.size() < most) {
        top.add(e);
      } else if (ORDER.compare(e, top.peek()) < 0) {
        top.remove();
        top.add(e);
      }
    }
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(top);
    sorted.sort(ORDER);
    return sorted;
  }

  /** A row for each of the most frequent values. */
  public Table table(int most) {
    Table.Builder table = new Table.Builder(" " + field, ">events", ">share");
    top(most).forEach(e -> table.row(e.getKey() == null ? "(missing)" : e.getKey(),
        Text.number(e.getValue()), Text.percent((double) e.getValue() / events)));
    return table.note(counts.size() <= most ? "" : Text.count(counts.size() - most, "more value"));
  }

  /** All values as a table. */
  @Override
  public String toString() {
    return table(Integer.MAX_VALUE).toString();
  }

  private static final class Counter {
    private final Map<String, Long> counts = new HashMap<>();
    private final String field;
    private final Row row;

    Counter(String field) {
      this.field = field;
      this.row = new Row(field::equals);
    }

    void add(capture.CapturedEvent event) {
      int i = row.read(event) ? row.find(field) : -1;
      counts.merge(i < 0 ? null : row.text(i), 1L, Long::sum);
    }

    Counter addAll(Counter other) {
      if (counts.isEmpty()) {
        return other;
      }
      other.counts.forEach((text, n) -> counts.merge(text, n, Long::sum));
      return this;
    }
  }
}
