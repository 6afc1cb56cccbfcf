package explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is to be seen: in a terminal, or as a picture. Immutable as long as nobody writes into the arrays.
 *
 * @param title one line
 * @param x what the x axis shows
 * @param isTime whether x is a time, in milliseconds since 1970
 * @param y what the y axis shows
 * @param shape how values are shown
 * @param lines what is shown; none if there is nothing
 * @param note a line below, or empty
 */
public record Chart(String title, String x, boolean isTime, String y, Shape shape, List<Line> lines, String note) {
  private static final int ROWS = 16;
  /** What the labels of the y axis take. */
  private static final int AROUND = 12;
  private static final int POINTS_IN_STEP = 8;
  private static final double LOW = 0.05;
  private static final double MIDDLE = 0.5;
  private static final double HIGH = 0.95;

  /** How values are shown: as bars from zero at even distances, as points, or as three lines, the middle one between. */
  public enum Shape { BARS, POINTS, BAND }

  /**
   * Values that belong together.
   *
   * @param name what the legend calls them
   * @param x in order, as many as {@code y}
   */
  public record Line(String name, double[] x, double[] y) {
  }

  /** In a picture of 900 by 450 points, .png or .svg by the file's name, over one that is there. Needs no display. */
  public void save(Path file) throws IOException {
    Picture.save(this, file);
  }

  /** In lines of at most {@code width} characters, and those of the legend; colours by ANSI codes if wanted. */
  public String print(int width, boolean colours) {
    int steps = Math.max(1, width - AROUND) * (lines.size() == 1 ? 2 : 1); // two dots to a character, or a letter
    return lines.isEmpty() ? note : Canvas.print(thinned(steps), width, ROWS, colours);
  }

  /** In lines of 80 characters. */
  @Override
  public String toString() {
    return print(80, false);
  }

  boolean isBars() {
    return shape == Shape.BARS;
  }

  double minX() {
    return least(l -> Arrays.stream(l.x).min().orElse(0));
  }

  double maxX() {
    return most(l -> Arrays.stream(l.x).max().orElse(0));
  }

  double minY() {
    return isBars() ? 0 : least(l -> Arrays.stream(l.y).min().orElse(0));
  }

  double maxY() {
    return most(l -> Arrays.stream(l.y).max().orElse(0));
  }

  private double least(ToDoubleFunction<Line> of) {
    return lines.stream().mapToDouble(of).min().orElse(0);
  }

  private double most(ToDoubleFunction<Line> of) {
    return lines.stream().mapToDouble(of).max().orElse(0);
  }

  /**
   * The same, if points would cover each other: then their median in each of so many steps and, of a single line, also
   * where the lowest and the highest twentieth begin.
   */
  Chart thinned(int steps) {
    if (isBars() || lines.stream().allMatch(l -> l.x.length <= (long) steps * POINTS_IN_STEP)) {
      return this;
    }
    double min = minX();
    double width = Math.max(1, (maxX() - min) / steps);
    boolean isOne = lines.size() == 1;
    List<Line> thin = new ArrayList<>();
    for (Line line : lines) {
      if (isOne) {
        thin.add(quantile(line, "p95", HIGH, min, width, steps));
      }
      thin.add(quantile(line, isOne ? "median" : line.name, MIDDLE, min, width, steps));
      if (isOne) {
        thin.add(quantile(line, "p5", LOW, min, width, steps));
      }
    }
    String said = title + (isOne ? ": p5, median and p95" : ": medians") + " in steps of " + Times.print(width / 1e3);
    return new Chart(title, x, isTime, y, isOne ? Shape.BAND : shape, thin, said + (note.isEmpty() ? "" : "; " + note));
  }

  /** The last value, too, is in the last step. */
  private static int step(double x, double min, double width, int steps) {
    return (int) Math.min(steps - 1, (x - min) / width);
  }

  private static Line quantile(Line line, String name, double share, double min, double width, int steps) {
    double[] x = new double[steps];
    double[] y = new double[steps];
    int size = 0;
    for (int from = 0, to; from < line.x.length; from = to) {
      int step = step(line.x[from], min, width, steps);
      to = from;
      while (to < line.x.length && step(line.x[to], min, width, steps) == step) {
        to++;
      }
      double[] sorted = Arrays.copyOfRange(line.y, from, to);
      Arrays.sort(sorted);
      x[size] = min + (step + 0.5) * width;
      y[size++] = sorted[(int) Math.round(share * (sorted.length - 1))];
    }
    return new Line(name, Arrays.copyOf(x, size), Arrays.copyOf(y, size));
  }
}
