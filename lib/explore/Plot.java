package explore;

import capture.CapturedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A field over the time of enqueuing, as a chart. */
public final class Plot {
  /** More lines than this nobody tells apart. */
  static final int MOST_LINES = 6;
  private static final String MISSING = "(missing)";
  private static final int INDEX_BITS = 21;
  private static final int MOST_POINTS = 1 << INDEX_BITS;

  private Plot() {
  }

  /**
   * Reads all events. Memory: 16 bytes for each number, up to 32 MB for each value of {@code by}; of more, every second,
   * fourth and so on is kept.
   *
   * @param by what to split by, or null; of more than six values those with the most numbers are shown
   * @throws IllegalArgumentException if the field is a number in no event
   */
  public static Chart of(Scan scan, String field, By by) throws IOException, InterruptedException {
    Map<String, Points> found = scan.fold(() -> new Finder(field, by), Finder::add, Finder::addAll).points;
    if (found.isEmpty() && scan.count() > 0) {
      throw Fields.missing(scan.events(), field, "that is a number, in any event");
    }
    if (by != null && found.keySet().equals(Set.of(MISSING))) {
      throw Fields.missing(scan.events(), by.field(), "in any event with " + field);
    }
    List<Chart.Line> lines = new ArrayList<>();
    found.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<String, Points> e) -> -e.getValue().size)
            .thenComparing(Map.Entry::getKey)).limit(MOST_LINES)
        .forEach(e -> lines.add(e.getValue().line(e.getKey())));
    int left = found.size() - lines.size();
    return new Chart(field + (by == null ? "" : " by " + by.field()), "enqueued", true, field, Chart.Shape.POINTS, lines,
        left == 0 ? "" : Text.count(left, "more value") + " of " + by.field() + " not shown");
  }

  private static final class Finder {
    private final Map<String, Points> points = new HashMap<>();
    private final String field;
    private final By by;
    private final Row row;

    Finder(String field, By by) {
      this.field = field;
      this.by = by;
      this.row = new Row(name -> by != null && name.equals(by.field()));
    }

    void add(CapturedEvent event) {
      int i = row.read(event) ? row.find(field) : -1;
      if (i >= 0 && row.isNumber(i) && Double.isFinite(row.number(i))) {
        int group = by == null ? -1 : row.find(by.field());
        String name = by == null ? field : group < 0 ? MISSING : row.text(group);
        points.computeIfAbsent(name, n -> new Points()).add(event.enqueuedTime().toEpochMilli(), row.number(i));
      }
    }

    Finder addAll(Finder other) {
      other.points.forEach((name, p) -> points.merge(name, p, Points::addAll));
      return this;
    }
  }

  private static final class Points {
    private double[] x = new double[64];
    private double[] y = new double[64];
    private int size;

    void add(double time, double value) {
      if (size == MOST_POINTS) {
        for (int i = 0; i < size / 2; i++) {
          x[i] = x[2 * i];
          y[i] = y[2 * i];
        }
        size /= 2;
      }
      if (size == x.length) {
        x = Arrays.copyOf(x, size * 2);
        y = Arrays.copyOf(y, size * 2);
      }
      x[size] = time;
      y[size++] = value;
    }

    Points addAll(Points other) {
      for (int i = 0; i < other.size; i++) {
        add(other.x[i], other.y[i]);
      }
      return this;
    }

    /** In the order of time: partitions come one after the other. Time and place fit one number for 139 years. */
    Chart.Line line(String name) {
      double first = Arrays.stream(x, 0, size).min().orElse(0);
      long[] order = new long[size];
      Arrays.setAll(order, i -> Math.min((long) (x[i] - first), (1L << 63 - INDEX_BITS) - 1) << INDEX_BITS | i);
      Arrays.sort(order);
      double[] sortedX = new double[size];
      double[] sortedY = new double[size];
      for (int i = 0; i < size; i++) {
        int from = (int) order[i] & MOST_POINTS - 1;
        sortedX[i] = x[from];
        sortedY[i] = y[from];
      }
      return new Chart.Line(name, sortedX, sortedY);
    }
  }
}
