package explore;

import capture.CaptureName;
import capture.CapturedEvent;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

  private record Key(String eventHub, String partition) {
    static final Comparator<Key> ORDER = Comparator.comparing(Key::eventHub)
        .thenComparing(k -> k.partition.length()).thenComparing(Key::partition);

    static Key of(CapturedEvent e) {
      CaptureName o = e.origin();
      return o == null ? new Key("", "") : new Key(o.namespace() + "/" + o.eventHub(), o.partition());
    }
  }

  /** Reads all events. Memory: eight bytes for each event, up to 64 MB for each partition. */
  public static Sizes of(Scan scan) throws IOException, InterruptedException {
    TreeMap<Key, Numbers> sizes = scan.fold(() -> new TreeMap<Key, Numbers>(Key.ORDER),
        (map, e) -> map.computeIfAbsent(Key.of(e), k -> new Numbers()).add(e.body().length, KEPT), (a, b) -> {
          b.forEach((key, n) -> a.merge(key, n, (x, y) -> x.addAll(y, KEPT)));
          return a;
        });
    List<Entry> entries = new java.util.ArrayList<>();
    Numbers all = new Numbers();
    sizes.forEach((key, n) -> {
      entries.add(Entry.of(key.eventHub, key.partition, n));
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
      table.row(e.eventHub, e.partition == null ? "" : e.partition, String.format(Locale.ROOT, "%,d", e.events),
          Screen.bytes(e.bytes), e.min, Numbers.print(e.mean), Numbers.print(e.p50), Numbers.print(e.p95), e.max);
    }
    return table.note("bodies, in bytes");
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }
}
