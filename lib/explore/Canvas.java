package explore;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A chart in characters. Points are set in Braille, eight to a character; those of several lines as a letter each. */
final class Canvas {
  private static final int[][] BRAILLE = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  private static final String MARKS = "abcdefghijklmnop";
  /** ANSI's foreground colours from red on; grey; none. */
  private static final int FIRST_COLOUR = 31;
  private static final int COLOURS = 6;
  private static final int GREY = 90;
  private static final int NARROWEST = 10;
  /** Over so long a time nobody needs milliseconds. */
  private static final double LONG_MILLIS = 600_000;

  private final Chart chart;
  private final int rows;
  private final List<String> labels;
  private final int label;
  private final int columns;
  private final char[][] cells;
  private final int[][] colours;
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;

  private Canvas(Chart chart, int width, int rows) {
    this.chart = chart;
    this.rows = rows;
    this.minX = chart.minX();
    this.maxX = chart.maxX() > minX ? chart.maxX() : minX + 1;
    this.minY = chart.minY();
    this.maxY = chart.maxY() > minY ? chart.maxY() : minY + 1;
    this.labels = NumberText.apart(maxY, minY + (maxY - minY) / 2, minY);
    this.label = labels.stream().mapToInt(String::length).max().orElse(0) + 1;
    this.columns = Math.max(NARROWEST, width - label - 2);
    this.cells = new char[rows][columns];
    this.colours = new int[rows][columns];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
  }

  /** The chart in lines of at most {@code width} characters. */
  static String print(Chart chart, int width, int rows, boolean coloured) {
    Canvas canvas = new Canvas(chart, width, rows);
    boolean isDotted = Screen.isUnicode() && (chart.lines().size() == 1 || chart.shape() == Chart.Shape.BAND);
    if (chart.isBars()) {
      canvas.bars(chart.lines().get(0));
    } else if (isDotted) {
      for (int l = 0; l < chart.lines().size(); l++) {
        canvas.dots(chart.lines().get(l), l == chart.lines().size() / 2 ? 0 : GREY);
      }
    } else {
      canvas.letters();
    }
    StringBuilder out = new StringBuilder();
    canvas.frame(out, coloured);
    canvas.axis(out);
    if (!isDotted && chart.lines().size() > 1) {
      canvas.legend(out, width, coloured);
    }
    return out.append(chart.note().isEmpty() ? chart.title() : chart.note()).toString();
  }

  private void dots(Chart.Line line, int colour) {
    for (int i = 0; i < line.x().length; i++) {
      int x = at(line.x()[i], minX, maxX, columns * 2);
      int y = rows * 4 - 1 - at(line.y()[i], minY, maxY, rows * 4);
      char cell = cells[y / 4][x / 2];
      cells[y / 4][x / 2] = (char) ((cell == ' ' ? 0x2800 : cell) | BRAILLE[y % 4][x % 2]);
      colours[y / 4][x / 2] = colour;
    }
  }

  private void letters() {
    for (int l = chart.lines().size() - 1; l >= 0; l--) {
      Chart.Line line = chart.lines().get(l);
      for (int i = 0; i < line.x().length; i++) {
        int y = rows - 1 - at(line.y()[i], minY, maxY, rows);
        int x = at(line.x()[i], minX, maxX, columns);
        cells[y][x] = chart.lines().size() == 1 ? '*' : mark(l);
        colours[y][x] = chart.lines().size() == 1 ? 0 : colour(l);
      }
    }
  }

  private static char mark(int line) {
    return MARKS.charAt(line % MARKS.length());
  }

  private static int colour(int line) {
    return FIRST_COLOUR + line % COLOURS;
  }

  /** One column for each value; there are no more values than columns. */
  private void bars(Chart.Line line) {
    for (int i = 0; i < Math.min(columns, line.y().length); i++) {
      int eighths = (int) Math.round(line.y()[i] / maxY * rows * 8);
      eighths = line.y()[i] > 0 ? Math.max(1, eighths) : 0; // a little is not nothing
      for (int row = rows - 1; eighths > 0; row--, eighths -= 8) {
        cells[row][i] = !Screen.isUnicode() ? '#' : (char) (0x2580 + Math.min(8, eighths));
      }
    }
  }

  private static int at(double value, double min, double max, int cells) {
    return Math.max(0, Math.min(cells - 1, (int) ((value - min) / (max - min) * cells)));
  }

  private void frame(StringBuilder out, boolean coloured) {
    for (int row = 0; row < rows; row++) {
      String y = row == 0 ? labels.get(0) : row == rows / 2 ? labels.get(1) : row == rows - 1 ? labels.get(2) : "";
      out.append(" ".repeat(label - y.length())).append(y).append(Screen.isUnicode() ? " \u2502" : " |");
      String line = String.valueOf(cells[row]).stripTrailing();
      int now = 0;
      for (int i = 0; i < line.length(); i++) {
        if (coloured && cells[row][i] != ' ' && colours[row][i] != now) {
          now = colours[row][i];
          out.append("\033[").append(now).append('m');
        }
        out.append(line.charAt(i));
      }
      out.append(now == 0 ? "\n" : "\033[0m\n");
    }
  }

  /** What is at both ends; times of the same day name it once. */
  private void axis(StringBuilder out) {
    String from = x(minX);
    String to = x(chart.isBars() ? chart.maxX() : maxX);
    if (chart.isTime() && to.startsWith(from.substring(0, Times.DAY))) {
      to = to.substring(Times.DAY + 1);
    }
    int shown = chart.isBars() ? Math.min(columns, chart.lines().get(0).x().length) : columns;
    if (from.length() + to.length() + 2 > columns) {
      to = "";
    }
    int gap = Math.max(2, shown - from.length() - to.length());
    out.append(" ".repeat(label + 2)).append((from + " ".repeat(gap) + to).stripTrailing()).append('\n');
  }

  private void legend(StringBuilder out, int width, boolean coloured) {
    for (int l = 0; l < chart.lines().size(); l++) {
      String line = mark(l) + "  " + Text.cut(Text.plain(chart.lines().get(l).name()), Math.max(1, width - 5));
      out.append("  ").append(coloured ? "\033[" + colour(l) + "m" + line + "\033[0m" : line).append('\n');
    }
  }

  private String x(double x) {
    Instant time = Instant.ofEpochMilli((long) x);
    return !chart.isTime() ? NumberText.print(x) : maxX - minX > LONG_MILLIS ? Times.second(time, null) : Times.print(time);
  }
}
