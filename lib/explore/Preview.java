package explore;

import capture.CaptureBlob;
import capture.CapturedEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A few events side by side.
 *
 * @param events in the order of capture; never null
 */
public record Preview(List<CapturedEvent> events) {
  private static final String SEQUENCE = "sequence";

  /** The first n events. Reads hardly further. Throws IllegalArgumentException for fewer than one. */
  public static Preview head(Scan scan, int n) throws IOException {
    Given.count("head", n);
    List<CapturedEvent> first = new ArrayList<>();
    try (EventReader reader = new EventReader(scan)) {
      for (CapturedEvent e; first.size() < n && (e = reader.next()) != null;) {
        first.add(e);
      }
    }
    return counted(scan, first);
  }

  private static Preview counted(Scan scan, List<CapturedEvent> events) {
    scan.counted(events.size());
    return new Preview(events);
  }

  /** The last n events. Reads whole captures, from the last one back, until it has as many. Throws likewise. */
  public static Preview tail(Scan scan, int n) throws IOException {
    Given.count("tail", n);
    List<CaptureBlob> blobs = scan.events().blobs();
    List<CapturedEvent> last = new ArrayList<>();
    for (int i = blobs.size() - 1; i >= 0 && last.size() < n; i--) {
      ArrayDeque<CapturedEvent> end = new ArrayDeque<>();
      try (EventReader reader = new EventReader(scan, List.of(blobs.get(i)))) {
        for (CapturedEvent e; (e = reader.next()) != null;) {
          end.add(e);
          if (end.size() > n - last.size()) {
            end.remove();
          }
        }
      }
      last.addAll(0, end);
    }
    return counted(scan, last);
  }

  /** Any n events, each as likely as the others. Reads all; keeps n for each capture that is open. Throws likewise. */
  public static Preview sample(Scan scan, int n) throws IOException, InterruptedException {
    Given.count("sample", n);
    return new Preview(scan.fold(() -> new Draw(n), Draw::add, Draw::addAll).events());
  }

  /** A row for each event; the fields of JSON bodies as columns, other bodies as text. */
  public Table table() {
    List<Row> rows = new ArrayList<>();
    LinkedHashSet<String> fields = new LinkedHashSet<>();
    boolean plain = false;
    for (CapturedEvent event : events) {
      Row row = new Row();
      plain |= !row.read(event);
      for (int i = 0; i < row.size(); i++) {
        fields.add(row.name(i));
      }
      rows.add(row);
    }
    Set<String> days = events.stream().map(e -> Times.print(e.enqueuedTime()).substring(0, Times.DAY)).collect(Collectors.toSet());
    List<String> header = new ArrayList<>(List.of("@enqueued", ">partition", ">" + SEQUENCE));
    for (String f : fields) {
      boolean isNumber = rows.stream().allMatch(r -> r.find(f) < 0 || r.isNumber(r.find(f)));
      header.add((isNumber ? ">" : " ") + (f.equals(SEQUENCE) ? "body." + f : FieldColumn.name(f)));
    }
    if (plain) {
      header.add(FieldColumn.BODY);
    }
    List<List<String>> cells = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      cells.add(cells(events.get(i), rows.get(i), fields, plain));
      if (days.size() == 1) { // then the day is told once, and the columns are left to what differs
        cells.get(i).set(0, cells.get(i).get(0).substring(Times.DAY + 1));
      }
    }
    return new Table(header, cells, events.isEmpty() ? "no events"
        : days.size() == 1 ? "enqueued on " + days.iterator().next() : "");
  }

  private static List<String> cells(CapturedEvent event, Row row, LinkedHashSet<String> fields, boolean plain) {
    List<String> cells = new ArrayList<>();
    cells.add(Times.print(event.enqueuedTime()));
    cells.add(event.origin() == null ? null : event.origin().partition());
    cells.add(SequenceNumber.print(event, null));
    fields.forEach(f -> cells.add(row.find(f) < 0 ? null : row.text(row.find(f))));
    if (plain) {
      cells.add(row.size() > 0 ? null : Body.of(event).readable());
    }
    return cells;
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }

  /** Every event draws a number; the n smallest stay, in the order of time. */
  private static final class Draw {
    private record Lot(long number, CapturedEvent event) {
    }

    private static final SplittableRandom SEEDS = new SplittableRandom();

    private final int n;
    private final SplittableRandom random;
    private final PriorityQueue<Lot> lots = new PriorityQueue<>(Comparator.comparingLong(Lot::number).reversed());
    private final List<Lot> kept = new ArrayList<>();

    Draw(int n) {
      this.n = n;
      synchronized (SEEDS) {
        random = SEEDS.split();
      }
    }

    void add(CapturedEvent event) {
      long number = random.nextLong();
      if (lots.size() < n || number < lots.peek().number) {
        lots.add(new Lot(number, event));
        if (lots.size() > n) {
          lots.remove();
        }
      }
    }

    Draw addAll(Draw other) {
      kept.addAll(other.lots);
      if (kept.size() > 4 * n) {
        thin();
      }
      return this;
    }

    private void thin() {
      List<Lot> best = kept.stream().sorted(Comparator.comparingLong(Lot::number)).limit(n).toList();
      kept.clear();
      kept.addAll(best);
    }

    List<CapturedEvent> events() {
      thin();
      return kept.stream().map(Lot::event).sorted(Comparator.comparing(CapturedEvent::enqueuedTime)).toList();
    }
  }
}
