package explore;

import java.util.List;

/**
 * What is to be seen: in a terminal by {@link Canvas}, as a picture by {@link Picture}.
 *
 * @param title one line
 * @param x what the x axis shows
 * @param isTime whether x is a time, in milliseconds since 1970
 * @param y what the y axis shows
 * @param isBars whether values are bars from zero, at even distances; else they are points
 * @param lines what is shown, one or more
 * @param note a line below, or empty
 */
public record Chart(String title, String x, boolean isTime, String y, boolean isBars, List<Line> lines, String note) {
  /**
   * Values that belong together.
   *
   * @param name what the legend calls them
   * @param x in order, as many as {@code y}
   */
  public record Line(String name, double[] x, double[] y) {
  }

  /** The same with another note. */
  Chart withNote(String line) {
    return new Chart(title, x, isTime, y, isBars, lines, line);
  }

  double minX() {
    return lines.stream().flatMapToDouble(l -> java.util.Arrays.stream(l.x)).min().orElse(0);
  }

  double maxX() {
    return lines.stream().flatMapToDouble(l -> java.util.Arrays.stream(l.x)).max().orElse(0);
  }

  double minY() {
    return isBars ? 0 : lines.stream().flatMapToDouble(l -> java.util.Arrays.stream(l.y)).min().orElse(0);
  }

  double maxY() {
    return lines.stream().flatMapToDouble(l -> java.util.Arrays.stream(l.y)).max().orElse(0);
  }
}
