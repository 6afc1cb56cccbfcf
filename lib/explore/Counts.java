package explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often a field has which value.
 *
 * @param field its name
 * @param events how many events were read
 * @param values the most frequent first, of equal ones by value; never empty. What is missing is counted as null
 */
public record Counts(String field, long events, List<Value> values) {
  /**
   * A value and how many events have it.
   *
   * @param text as it was written; JSON's null is {@code null} in letters; a missing field is null
   */
  public record Value(String text, long count) {
  }

  /**
   * Reads all events. Memory: about 100 bytes for each different value.
   *
   * @throws IllegalArgumentException if no event has the field
   */
  public static Counts of(Scan scan, String field) throws IOException, InterruptedException {
    Map<String, long[]> counts = scan.fold(() -> new Counter(field), Counter::add, Counter::addAll).counts;
    List<Value> values = new ArrayList<>();
    counts.forEach((text, n) -> values.add(new Value(text, n[0])));
    values.sort(Comparator.comparingLong(Value::count).reversed()
        .thenComparing(Value::text, Comparator.nullsLast(Comparator.naturalOrder())));
    if (scan.count() > 0 && counts.size() == 1 && counts.containsKey(null)) {
      throw Fields.missing(scan.events(), field, "in any event");
    }
    return new Counts(field, scan.count(), values);
  }

  /** A row for each of the most frequent values. */
  public Table table(int most) {
    Table.Builder table = new Table.Builder(field, ">events", ">share");
    values.stream().limit(most).forEach(v -> table.row(v.text == null ? "(missing)" : v.text,
        String.format(Locale.ROOT, "%,d", v.count), Schema.percent((double) v.count / events)));
    return table.note(values.size() <= most ? "" : Screen.count(values.size() - most, "more value"));
  }

  /** All values as a table. */
  @Override
  public String toString() {
    return table(Integer.MAX_VALUE).toString();
  }

  private static final class Counter {
    private final Map<String, long[]> counts = new HashMap<>();
    private final String field;
    private final Row row;

    Counter(String field) {
      this.field = field;
      this.row = new Row(field::equals);
    }

    void add(capture.CapturedEvent event) {
      int i = row.read(event) ? row.find(field) : -1;
      counts.computeIfAbsent(i < 0 ? null : row.text(i), t -> new long[1])[0]++;
    }

    Counter addAll(Counter other) {
      other.counts.forEach((text, n) -> counts.merge(text, n, (a, b) -> new long[] {a[0] + b[0]}));
      return this;
    }
  }
}
