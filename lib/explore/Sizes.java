package explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How large the bodies are, in bytes.
 *
 * @param partitions a row for each partition, in order, then one for all of them (its partition is null)
 */
public record Sizes(List<Entry> partitions) {
  private static final int KEPT = 1 << 23;

  /** The bodies of one partition; without a name where the captures' names tell none. */
  public record Entry(String eventHub, String partition, long events, long bytes, long min, double mean, double p50,
      double p95, long max) {
    static Entry of(String eventHub, String partition, Numbers n) {
      return new Entry(eventHub, partition, n.count(), (long) n.sum(), (long) n.min(), n.mean(), n.percentile(0.5),
          n.percentile(0.95), (long) n.max());
    }
  }

  /** Reads all events. Memory: eight bytes for each event, up to 64 MB for each partition. */
  public static Sizes of(Scan scan) throws IOException, InterruptedException {
    Map<PartitionKey, Numbers> sizes = scan.fold(TreeMap::new,
        (map, e) -> map.computeIfAbsent(PartitionKey.of(e.origin()), k -> new Numbers()).add(e.body().length, KEPT),
        (a, b) -> {
          b.forEach((key, n) -> a.merge(key, n, (x, y) -> x.addAll(y, KEPT)));
          return a;
        });
    List<Entry> entries = new ArrayList<>();
    Numbers all = new Numbers();
    sizes.forEach((key, n) -> {
      entries.add(Entry.of(key.eventHub(), key.partition(), n));
      all.addAll(n, KEPT);
    });
    entries.add(Entry.of("all", null, all));
    return new Sizes(entries);
  }

  /** A row for each partition and one for all. */
  public Table table() {
    Table.Builder table = new Table.Builder("event hub", ">partition", ">events", ">bytes", ">min", ">mean", ">p50",
        ">p95", ">max");
    for (Entry e : partitions) {
      table.row(e.eventHub, e.partition == null ? "" : e.partition, Text.number(e.events),
          Text.bytes(e.bytes), e.min, NumberText.print(e.mean), NumberText.print(e.p50), NumberText.print(e.p95), e.max);
    }
    return table.note("bodies, in bytes");
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }
}
