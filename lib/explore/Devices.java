package explore;

import capture.CapturedEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Who sent the events.
 *
 * @param devices the busiest first, of equal ones by name; never null
 */
public record Devices(List<Entry> devices) {
  /**
   * A device.
   *
   * @param name as {@code id}, {@code deviceId}, {@code device_id} or {@code device} of the bodies tells it, else IoT
   *     Hub, the publisher's address or the partition key; null for all events of which nothing tells it
   * @param events how many
   * @param first when the earliest was enqueued
   * @param last when the latest was enqueued
   * @param partitions the ids of the partitions they are in
   */
  public record Entry(String name, long events, Instant first, Instant last, List<String> partitions) {
  }

  /** Reads all events. Memory: about 300 bytes for each device. */
  public static Devices of(Scan scan) throws IOException, InterruptedException {
    Map<String, Seen> seen = scan.fold(Finder::new, Finder::add, Finder::addAll).seen;
    List<Entry> entries = new ArrayList<>();
    seen.forEach((name, s) -> entries.add(new Entry(name, s.events, s.first, s.last, List.copyOf(s.partitions))));
    entries.sort(Comparator.comparingLong(Entry::events).reversed()
        .thenComparing(Entry::name, Comparator.nullsLast(Comparator.naturalOrder())));
    return new Devices(entries);
  }

  /** A row for each of the busiest devices. */
  public Table table(int most) {
    Table.Builder table = new Table.Builder("device", ">events", "@first enqueued", "@last enqueued", "partitions");
    devices.stream().limit(most).forEach(d -> table.row(d.name == null ? "(unknown)" : d.name,
        Text.number(d.events), Times.second(d.first, null), Times.second(d.last, d.first),
        String.join(" ", d.partitions)));
    return table.note(devices.size() <= most ? Text.count(devices.size(), "device")
        : Text.count(devices.size() - most, "more device"));
  }

  /** All devices as a table. */
  @Override
  public String toString() {
    return table(Integer.MAX_VALUE).toString();
  }

  private static final class Finder {
    private final Map<String, Seen> seen = new HashMap<>();
    private final Device device = new Device();

    void add(CapturedEvent event) {
      seen.computeIfAbsent(device.of(event), n -> new Seen()).add(event);
    }

    Finder addAll(Finder other) {
      other.seen.forEach((name, s) -> seen.merge(name, s, Seen::addAll));
      return this;
    }
  }

  private static final class Seen {
    private final TreeSet<String> partitions = new TreeSet<>(Comparator.comparing(String::length)
        .thenComparing(Comparator.naturalOrder()));
    private String partition;
    private long events;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    void add(CapturedEvent event) {
      events++;
      Instant time = event.enqueuedTime();
      first = time.isBefore(first) ? time : first;
      last = time.isAfter(last) ? time : last;
      String in = event.origin() == null ? null : event.origin().partition();
      if (in != null && in != partition) {
        partition = in;
        partitions.add(in);
      }
    }

    Seen addAll(Seen other) {
      events += other.events;
      first = other.first.isBefore(first) ? other.first : first;
      last = other.last.isAfter(last) ? other.last : last;
      partitions.addAll(other.partitions);
      return this;
    }
  }
}
