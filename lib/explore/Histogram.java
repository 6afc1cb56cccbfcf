package explore;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * How often the numbers in a field are how large.
 *
 * @param field its name
 * @param min the lower bound of the first bin
 * @param width how wide each bin is: 1, 2 or 5 times a power of ten; its lower bound, in decimals, belongs to it
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
    double width = all.max() == all.min() ? 0 : width(all);
    return width == 0 ? new Histogram(field, all.min(), 1, new long[] {all.count()}) : counted(field, all, width);
  }

  /** As wide as twenty bins need to be, and at least so wide that doubles tell their bounds apart. */
  private static double width(Numbers all) {
    double least = Math.ulp(Math.max(Math.abs(all.min()), Math.abs(all.max())));
    return roundUp(Math.max(least, (all.max() - all.min()) / BINS));
  }

  /** Bounds are decimals, as the numbers were before they were doubles: 0.6 is 3 times 0.2, which doubles deny. */
  private static Histogram counted(String field, Numbers all, double width) {
    BigDecimal step = BigDecimal.valueOf(width);
    BigDecimal first = BigDecimal.valueOf(all.min()).divide(step, 0, RoundingMode.FLOOR).multiply(step);
    int bins = BigDecimal.valueOf(all.max()).subtract(first).divide(step, 0, RoundingMode.FLOOR).intValue() + 1;
    Histogram histogram = new Histogram(field, first.doubleValue(), width, new long[bins]);
    double[] bounds = histogram.bounds();
    all.forEach((n, times) -> {
      int at = Arrays.binarySearch(bounds, n);
      histogram.counts[Math.max(0, at < 0 ? -2 - at : at)] += times;
    });
    return histogram;
  }

  /** The next of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ...; 0 of what is not finite. */
  private static double roundUp(double n) {
    if (!Double.isFinite(n)) {
      return 0;
    }
    int power = (int) Math.floor(Math.log10(n));
    double digit = n / Math.pow(10, power) / 1.0000001;
    return BigDecimal.valueOf(digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10, -power).doubleValue();
  }

  /** A row with a bar for each bin. */
  public Table table() {
    Table.Builder table = new Table.Builder(">from", ">count", "=");
    long most = Arrays.stream(counts).max().orElse(1);
    List<String> labels = NumberText.apart(bounds());
    for (int i = 0; i < counts.length; i++) {
      table.row(labels.get(i), Text.number(counts[i]), (double) counts[i] / most);
    }
    return table.note(field + ", in bins of " + NumberText.print(width));
  }

  /** The bins' lower bounds, each the double nearest to the decimal. */
  private double[] bounds() {
    double[] bounds = new double[counts.length];
    BigDecimal step = BigDecimal.valueOf(width);
    Arrays.setAll(bounds, i -> BigDecimal.valueOf(min).add(step.multiply(BigDecimal.valueOf(i))).doubleValue());
    return bounds;
  }

  /** For a picture. */
  Chart chart() {
    return new Chart(field, field, false, "events", Chart.Shape.BARS,
        List.of(new Chart.Line(field, bounds(), Arrays.stream(counts).asDoubleStream().toArray())), "");
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
