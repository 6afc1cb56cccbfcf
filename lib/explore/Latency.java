package explore;

import java.io.IOException;
import java.util.List;

/**
 * How long readings were under way: enqueued minus the reading's own time, in seconds. Below zero where a device's clock
 * is fast, and by up to a second in captures from before 2021, which tell the enqueued time in whole seconds.
 *
 * @param field the field with the reading's own time
 * @param count how many events have a time in it
 * @param without how many have none
 */
public record Latency(String field, long count, long without, double min, double mean, double p50, double p95,
    double max) {
  private static final List<String> FIELDS = List.of("timestamp", "time", "ts", "eventTime", "event_time", "datetime",
      "date", "createdAt", "TIMESTAMP");
  private static final int KEPT = 1 << 23;

  /**
   * Reads all events.
   *
   * @param field where the reading's own time is: ISO 8601 (UTC where it tells no zone), or seconds or milliseconds since
   *     1970; null for the first that an event has of timestamp, time, ts, eventTime and the like
   * @throws IllegalArgumentException if no event has a time there
   */
  public static Latency of(Scan scan, String field) throws IOException, InterruptedException {
    List<String> fields = field == null ? FIELDS : List.of(field);
    Lags all = scan.fold(() -> new Lags(fields), Lags::add, Lags::addAll);
    Numbers n = all.numbers;
    if (scan.count() > 0 && n.count() == 0) {
      throw Fields.missing(scan.events(), field == null ? "timestamp" : field, "with a time in any event");
    }
    return new Latency(all.field, n.count(), scan.count() - n.count(), n.min(), n.mean(), n.percentile(0.5),
        n.percentile(0.95), n.max());
  }

  /** One row. */
  public Table table() {
    return new Table.Builder("enqueued minus", ">count", ">min", ">mean", ">p50", ">p95", ">max")
        .row(field, Text.number(count), Times.print(min), Times.print(mean), Times.print(p50),
            Times.print(p95), Times.print(max))
        .note(without == 0 ? "" : Text.count(without, "event") + " without a time there");
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }

  private static final class Lags {
    private final List<String> fields;
    private final Row row;
    private final Numbers numbers = new Numbers();
    private String field;

    Lags(List<String> fields) {
      this.fields = fields;
      this.row = new Row(fields::contains);
    }

    void add(capture.CapturedEvent event) {
      if (!row.read(event)) {
        return;
      }
      for (String name : fields) {
        var time = Times.reading(row, row.find(name));
        if (time != null) {
          field = name;
          numbers.add((event.enqueuedTime().toEpochMilli() - time.toEpochMilli()) / 1e3, KEPT);
          return;
        }
      }
    }

    Lags addAll(Lags other) {
      numbers.addAll(other.numbers, KEPT);
      field = field == null ? other.field : field;
      return this;
    }
  }
}
