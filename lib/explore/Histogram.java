package explore;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How often the numbers in a field are how large.
 *
 * @param field its name
 * @param min the lower bound of the first bin
 * @param width how wide each bin is; its lower bound belongs to it; the last one's upper bound, too
 * @param counts how many numbers are in each bin; never empty
 */
public record Histogram(String field, double min, double width, long[] counts) {
  private static final int KEPT = 1 << 23;
  private static final int BINS = 20;

  /**
   * Reads all events. Memory as for {@link Description}; beyond 8,388,608 numbers, by estimate.
   *
   * @throws IllegalArgumentException if the field is a number in no event
   */
  public static Histogram of(Scan scan, String field) throws IOException, InterruptedException {
    Numbers all = scan.fold(() -> new Finder(field), Finder::add, Finder::addAll).numbers;
    if (all.count() == 0 && scan.count() > 0) {
      throw Fields.missing(scan.events(), field, "that is a number, in any event");
    }
    if (all.count() == 0) {
      return new Histogram(field, 0, 1, new long[1]);
    }
    double width = roundUp((all.max() - all.min()) / BINS);
    double min = width == 0 ? all.min() : Math.floor(all.min() / width) * width;
    int bins = width == 0 ? 1 : (int) Math.floor((all.max() - min) / width) + 1;
    long[] counts = new long[Math.max(1, Math.min(bins, 2 * BINS))];
    all.forEach((n, times) -> counts[Math.min(counts.length - 1,
        width == 0 ? 0 : (int) Math.max(0, (n - min) / width))] += times);
    return new Histogram(field, min, width == 0 ? 1 : width, counts);
  }

  /** The next of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ... */
  static double roundUp(double n) {
    if (n <= 0 || !Double.isFinite(n)) {
      return 0;
    }
    double power = Math.pow(10, Math.floor(Math.log10(n)));
    double digit = n / power;
    return (digit <= 1.0000001 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
  }

  /** A row with a bar for each bin. */
  public Table table() {
    Table.Builder table = new Table.Builder(">from", ">count", "=");
    long most = Arrays.stream(counts).max().orElse(1);
    for (int i = 0; i < counts.length; i++) {
      table.row(Numbers.print(from(i)), Text.number(counts[i]), (double) counts[i] / most);
    }
    return table.note(field + ", in bins of " + Numbers.print(width));
  }

  private double from(int bin) {
    // 3 * 0.1 is not 0.3; nobody wants to read that.
    return new java.math.BigDecimal(min + bin * width).round(new java.math.MathContext(12)).doubleValue();
  }

  /** For a picture. */
  Chart chart() {
    double[] x = new double[counts.length];
    Arrays.setAll(x, this::from);
    return new Chart(field, field, false, "events", Chart.Shape.BARS,
        List.of(new Chart.Line(field, x, Arrays.stream(counts).asDoubleStream().toArray())), "");
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }

  private static final class Finder {
    private final Numbers numbers = new Numbers();
    private final String field;
    private final Row row = new Row(name -> false);

    Finder(String field) {
      this.field = field;
    }

    void add(capture.CapturedEvent event) {
      int i = row.read(event) ? row.find(field) : -1;
      if (i >= 0 && row.isNumber(i) && Double.isFinite(row.number(i))) {
        numbers.add(row.number(i), KEPT);
      }
    }

    Finder addAll(Finder other) {
      numbers.addAll(other.numbers, KEPT);
      return this;
    }
  }
}
