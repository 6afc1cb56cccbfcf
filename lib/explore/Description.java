package explore;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numeric fields of the bodies in figures.
 *
 * @param fields in the order in which they were first seen; never null, perhaps empty
 */
public record Description(List<Field> fields) {
  /** Numbers that are kept to find percentiles, over all fields: 128 MB. */
  private static final int KEPT = 1 << 24;

  /**
   * One field in figures.
   *
   * @param name the field; in an object, {@code outer.inner}
   * @param count how many numbers
   * @param p50 the median, by linear interpolation
   * @param p95 what 95 % are below of, likewise
   * @param isExact whether p50 and p95 are; else they are off by at most 1 % of their value
   */
  public record Field(String name, long count, double min, double mean, double p50, double p95, double max,
      boolean isExact) {
    static Field of(String name, Numbers n) {
      return new Field(name, n.count(), n.min(), n.mean(), n.percentile(0.5), n.percentile(0.95), n.max(), n.isExact());
    }
  }

  /** Reads all events. Memory: eight bytes for each number, up to 128 MB; then percentiles are estimates. */
  public static Description of(Scan scan) throws IOException, InterruptedException {
    Columns all = scan.fold(Columns::new, Columns::add, Columns::addAll);
    return new Description(all.columns.entrySet().parallelStream().map(e -> Field.of(e.getKey(), e.getValue())).toList());
  }

  /** A row for each field. */
  public Table table() {
    Table.Builder table = new Table.Builder("field", ">count", ">min", ">mean", ">p50", ">p95", ">max");
    for (Field f : fields) {
      table.row(f.name, Text.number(f.count), NumberText.print(f.min),
          NumberText.print(f.mean), NumberText.print(f.p50), NumberText.print(f.p95), NumberText.print(f.max));
    }
    return table.note(fields.isEmpty() ? "no field is a number"
        : fields.stream().allMatch(Field::isExact) ? "" : "p50 and p95 are estimates, within 1 %: too many numbers to keep");
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }

  private static final class Columns {
    private final Map<String, Numbers> columns = new LinkedHashMap<>();
    private final Row row = new Row(name -> false);

    void add(capture.CapturedEvent event) {
      row.read(event);
      for (int i = 0; i < row.size(); i++) {
        if (row.isNumber(i) && row.counts(i)) {
          columns.computeIfAbsent(row.name(i), n -> new Numbers()).add(row.number(i), limit());
        }
      }
    }

    Columns addAll(Columns other) {
      other.columns.forEach((name, n) -> {
        Numbers mine = columns.putIfAbsent(name, n);
        if (mine != null) {
          mine.addAll(n, limit());
        }
      });
      return this;
    }

    private int limit() {
      return KEPT / Math.max(1, columns.size());
    }
  }
}
