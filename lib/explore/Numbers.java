package explore;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * A heap of numbers and what is asked of it. Exact, keeping all numbers, up to a limit; beyond that minimum, mean and
 * maximum stay exact, and percentiles are off by at most 1 % of their value (as in "DDSketch", Masson, Rim and Lee, 2019:
 * numbers are counted in bins whose bounds grow by a factor). NaN is left out. For one thread.
 */
final class Numbers {
  private static final double GROWTH = Math.log(1.01 / 0.99);

  private double[] values = new double[16];
  private int kept;
  private boolean sorted;
  private TreeMap<Integer, Long> bins;
  private long count;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** Adds a number; of more than {@code limit}, only how often which size came is kept. */
  void add(double number, int limit) {
    if (Double.isNaN(number)) {
      return;
    }
    count++;
    sum += number;
    min = Math.min(min, number);
    max = Math.max(max, number);
    keep(number, limit);
  }

  private void keep(double number, int limit) {
    if (bins == null && kept >= limit) {
      bins = new TreeMap<>();
      for (int i = 0; i < kept; i++) {
        bins.merge(bin(values[i]), 1L, Long::sum);
      }
      values = null;
    }
    if (bins != null) {
      bins.merge(bin(number), 1L, Long::sum);
      return;
    }
    if (kept == values.length) {
      values = Arrays.copyOf(values, kept + (kept >> 1));
    }
    values[kept++] = number;
    sorted = false;
  }

  /** Adds all of another heap. */
  Numbers addAll(Numbers other, int limit) {
    if (other.bins == null) {
      if (bins == null && (long) kept + other.kept <= limit) {
        if (values.length - kept < other.kept) {
          values = Arrays.copyOf(values, Math.max(kept + other.kept, kept + (kept >> 1)));
        }
        System.arraycopy(other.values, 0, values, kept, other.kept);
        kept += other.kept;
        sorted = false;
      } else {
        for (int i = 0; i < other.kept; i++) {
          keep(other.values[i], 0);
        }
      }
    } else {
      keepNothing();
      other.bins.forEach((bin, n) -> bins.merge(bin, n, Long::sum));
    }
    count += other.count;
    sum += other.sum;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    return this;
  }

  private void keepNothing() {
    if (bins == null) {
      double[] all = values;
      bins = new TreeMap<>();
      for (int i = 0; i < kept; i++) {
        bins.merge(bin(all[i]), 1L, Long::sum);
      }
      values = null;
    }
  }

  /** Bins of numbers below zero are mirrored; what is nearer to zero than 1e-9 counts as zero. */
  private static int bin(double number) {
    double size = Math.abs(number);
    if (size < 1e-9) {
      return 0;
    }
    int bin = (int) Math.ceil(Math.log(Math.min(size, 1e300)) / GROWTH) + (1 << 20);
    return number < 0 ? -bin : bin;
  }

  private static double middle(int bin) {
    return bin == 0 ? 0 : Math.signum(bin) * Math.exp((Math.abs(bin) - (1 << 20) - 0.5) * GROWTH);
  }

  /** Tells every number, or the middle of its bin, and how often it is there. */
  void forEach(java.util.function.ObjLongConsumer<Double> action) {
    for (int i = 0; bins == null && i < kept; i++) {
      action.accept(values[i], 1);
    }
    if (bins != null) {
      bins.forEach((bin, n) -> action.accept(Math.min(max, Math.max(min, middle(bin))), n));
    }
  }

  /** Whether percentiles are exact. */
  boolean isExact() {
    return bins == null;
  }

  long count() {
    return count;
  }

  double sum() {
    return sum;
  }

  /** The smallest; NaN of none. */
  double min() {
    return count == 0 ? Double.NaN : min;
  }

  /** The largest; NaN of none. */
  double max() {
    return count == 0 ? Double.NaN : max;
  }

  /** The mean; NaN of none. */
  double mean() {
    return sum / count;
  }

  /**
   * The number below which a share of all lies, between two numbers by linear interpolation (the seventh way of Hyndman
   * and Fan, as in NumPy, pandas and Excel); NaN of none.
   */
  double percentile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    double place = share * (count - 1);
    if (bins != null) {
      return Math.min(max, Math.max(min, binned((long) place)));
    }
    if (!sorted) {
      Arrays.sort(values, 0, kept);
      sorted = true;
    }
    int below = (int) place;
    return between(values[below], values[Math.min(below + 1, kept - 1)], place - below);
  }

  /** What lies at a share, less than 1, of the way: also where an end is infinite, or the way is. */
  private static double between(double from, double to, double share) {
    if (share == 0 || from == to) {
      return from;
    }
    double way = to - from;
    return Double.isInfinite(way) ? from * (1 - share) + to * share : from + way * share;
  }

  private double binned(long place) {
    long seen = 0;
    for (var bin : bins.entrySet()) {
      seen += bin.getValue();
      if (seen > place) {
        return middle(bin.getKey());
      }
    }
    return max;
  }
}
