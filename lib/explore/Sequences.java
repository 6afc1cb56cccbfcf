package explore;

import capture.CaptureName;
import capture.CapturedEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sequence numbers of each partition: which are missing between the first and the last, and which came twice. Where
 * an event hub was deleted and made anew, numbers begin again at a later time; each beginning is looked at by itself.
 *
 * @param partitions in order of namespace, event hub and partition
 * @param gaps the missing ones, in the same order, then beginning by beginning, by number
 * @param repeats those that came again, likewise
 * @param withoutNumber events that carry none (IoT Hub routing writes none), or whose capture's name tells no partition
 */
public record Sequences(List<Partition> partitions, List<Range> gaps, List<Range> repeats, long withoutNumber) {
  /**
   * A partition.
   *
   * @param beginnings how often its numbers began, which is once for each event hub of the name
   * @param events how many there are, those that came twice counted twice
   */
  public record Partition(String eventHub, String partition, int beginnings, long events) {
  }

  /**
   * Numbers without a gap.
   *
   * @param eventHub namespace and event hub
   * @param first the first number
   * @param last the last number
   * @param after when the event before them was enqueued; of repeats, the first of them
   * @param before when the event after them was enqueued; of repeats, the last of them
   */
  public record Range(String eventHub, String partition, long first, long last, Instant after, Instant before) {
    /** How many numbers. */
    public long count() {
      return last - first + 1;
    }
  }

  /** Reads all events. Memory: about 60 bytes for each run of numbers without a gap. */
  public static Sequences of(Scan scan) throws IOException, InterruptedException {
    return Finder.found(scan.fold(Finder::new, Finder::add, Finder::addAll));
  }

  /** How many numbers are missing. */
  public long missing() {
    return gaps.stream().mapToLong(Range::count).sum();
  }

  /** How many events came again: all but one of each number. */
  public long repeated() {
    return repeats.stream().mapToLong(Range::count).sum();
  }

  private long anew() {
    return partitions.stream().mapToLong(p -> p.beginnings - 1).sum();
  }

  /** A row for each gap. */
  public Table gapTable(int most) {
    return table(gaps, most, "missing", "enqueued after", "and before", missing() == 0
        ? "nothing is missing: " : Text.number(missing()) + " missing: ");
  }

  /** A row for each range of numbers that came again. */
  public Table repeatTable(int most) {
    return table(repeats, most, "again", "enqueued from", "to", repeated() == 0
        ? "nothing came twice: " : Text.number(repeated()) + " came again: ");
  }

  private Table table(List<Range> ranges, int most, String count, String from, String to, String found) {
    Table.Builder table = new Table.Builder("event hub", ">partition", ">" + count, ">from", ">to", "@" + from, "@" + to);
    ranges.stream().limit(most).forEach(r -> table.row(r.eventHub, r.partition,
        Text.number(r.count()), r.first, r.last, Times.second(r.after, null), Times.second(r.before, r.after)));
    long events = partitions.stream().mapToLong(Partition::events).sum();
    return table.note(found + Text.count(events, "event") + " in " + Text.count(partitions.size(), "partition")
        + (ranges.size() > most ? "; " + (ranges.size() - most) + " more rows" : "")
        + (anew() == 0 ? "" : "; numbers began anew " + (anew() == 1 ? "once" : anew() + " times"))
        + (withoutNumber == 0 ? "" : "; " + Text.count(withoutNumber, "event") + " without a number or partition"));
  }

  /** Events one after the other, each with the next number. */
  private static final class Run {
    private final long first;
    private final Instant from;
    private long last;
    private Instant to;

    Run(long number, Instant time) {
      first = number;
      last = number;
      from = time;
      to = time;
    }
  }

  private static final class Finder {
    private final Map<PartitionKey, List<Run>> runs = new TreeMap<>();
    private CaptureName name;
    private List<Run> at;
    private long withoutNumber;

    void add(CapturedEvent e) {
      if (e.origin() == null || !e.isNumbered()) {
        withoutNumber++;
        return;
      }
      if (e.origin() != name) {
        name = e.origin();
        at = runs.computeIfAbsent(PartitionKey.of(name), k -> new ArrayList<>());
      }
      Run run = at.isEmpty() ? null : at.get(at.size() - 1);
      if (run != null && e.sequenceNumber() == run.last + 1) {
        run.last++;
        run.to = e.enqueuedTime().isAfter(run.to) ? e.enqueuedTime() : run.to;
      } else {
        at.add(new Run(e.sequenceNumber(), e.enqueuedTime()));
      }
    }

    Finder addAll(Finder other) {
      withoutNumber += other.withoutNumber;
      other.runs.forEach((key, list) -> runs.computeIfAbsent(key, k -> new ArrayList<>()).addAll(list));
      return this;
    }

    static Sequences found(Finder all) {
      Sequences s = new Sequences(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), all.withoutNumber);
      all.runs.forEach((key, list) -> sweep(key, list, s));
      return s;
    }

    /** Goes through the runs by time: numbers that are not above the highest so far, but later, began anew. */
    private static void sweep(PartitionKey key, List<Run> runs, Sequences s) {
      runs.sort(Comparator.comparing((Run r) -> r.from).thenComparing(r -> r.first));
      List<Run> life = new ArrayList<>();
      int beginnings = 1;
      long highest = Long.MIN_VALUE;
      Instant latest = Instant.MAX;
      for (Run run : runs) {
        if (run.first <= highest && run.from.isAfter(latest)) {
          sweepLife(key, life, s);
          life.clear();
          beginnings++;
        }
        highest = life.isEmpty() ? run.last : Math.max(highest, run.last);
        latest = life.isEmpty() || run.to.isAfter(latest) ? run.to : latest;
        life.add(run);
      }
      sweepLife(key, life, s);
      s.partitions.add(new Partition(key.eventHub(), key.partition(), beginnings,
          runs.stream().mapToLong(r -> r.last - r.first + 1).sum()));
    }

    /** Goes through one hub's runs by number: what is below the highest so far came again, what is skipped is missing. */
    private static void sweepLife(PartitionKey key, List<Run> runs, Sequences s) {
      runs.sort(Comparator.comparingLong(r -> r.first));
      Run highest = runs.get(0);
      for (Run run : runs.subList(1, runs.size())) {
        if (run.first <= highest.last) {
          Run until = run.last < highest.last ? run : highest; // whose last is the last of both
          s.repeats.add(new Range(key.eventHub(), key.partition(), run.first, until.last, run.from, until.to));
        } else if (run.first > highest.last + 1) {
          s.gaps.add(new Range(key.eventHub(), key.partition(), highest.last + 1, run.first - 1, highest.to, run.from));
        }
        highest = run.last > highest.last ? run : highest;
      }
    }
  }
}
