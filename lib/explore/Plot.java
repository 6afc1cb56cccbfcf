package explore;

import capture.CapturedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A field over the time of enqueuing, as a chart. */
public final class Plot {
  /** More lines than this nobody tells apart. */
  static final int MOST_LINES = 6;
  private static final int MOST_POINTS = 1 << 21;

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
    List<Chart.Line> lines = new ArrayList<>();
    found.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<String, Points> e) -> -e.getValue().size)
            .thenComparing(Map.Entry::getKey)).limit(MOST_LINES)
        .forEach(e -> lines.add(e.getValue().line(e.getKey())));
    int left = found.size() - lines.size();
    return new Chart(field + (by == null ? "" : " by " + by.field()), "enqueued", true, field, false, lines,
        left == 0 ? "" : Screen.count(left, "more value") + " of " + by.field() + " not shown");
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
        String name = by == null ? field : group < 0 ? "(missing)" : row.text(group);
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

    Chart.Line line(String name) {
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingDouble(i -> x[i])); // partitions come one after the other
      double[] sortedX = new double[size];
      double[] sortedY = new double[size];
      for (int i = 0; i < size; i++) {
        sortedX[i] = x[order[i]];
        sortedY[i] = y[order[i]];
      }
      return new Chart.Line(name, sortedX, sortedY);
    }
  }
}
