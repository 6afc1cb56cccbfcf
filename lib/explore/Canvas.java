package explore;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** A chart in characters. Points are set in Braille, eight to a character; several lines by a letter each. */
final class Canvas {
  private static final int LABEL = 11;
  private static final int[][] BRAILLE = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  private static final String MARKS = "abcdefghijklmnop";

  private final Chart chart;
  private final int columns;
  private final int rows;
  private final char[][] cells;
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;

  private Canvas(Chart chart, int width, int rows) {
    this.chart = chart;
    this.columns = Math.max(10, width - LABEL - 2);
    this.rows = rows;
    this.cells = new char[rows][columns];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    this.minX = chart.minX();
    this.maxX = chart.maxX() > minX ? chart.maxX() : minX + 1;
    this.minY = chart.minY();
    this.maxY = chart.maxY() > minY ? chart.maxY() : minY + 1;
  }

  /** The chart in lines of at most {@code width} characters. */
  static String print(Chart chart, int width, int rows) {
    Canvas canvas = new Canvas(chart, width, rows);
    if (chart.isBars()) {
      canvas.bars(chart.lines().get(0));
    } else if (chart.lines().size() == 1 && Screen.isUnicode()) {
      canvas.dots(chart.lines().get(0));
    } else {
      canvas.letters();
    }
    return canvas.framed();
  }

  private void dots(Chart.Line line) {
    for (int i = 0; i < line.x().length; i++) {
      int x = at(line.x()[i], minX, maxX, columns * 2);
      int y = rows * 4 - 1 - at(line.y()[i], minY, maxY, rows * 4);
      char cell = cells[y / 4][x / 2];
      cells[y / 4][x / 2] = (char) ((cell == ' ' ? 0x2800 : cell) | BRAILLE[y % 4][x % 2]);
    }
  }

  private void letters() {
    for (int l = chart.lines().size() - 1; l >= 0; l--) {
      Chart.Line line = chart.lines().get(l);
      for (int i = 0; i < line.x().length; i++) {
        cells[rows - 1 - at(line.y()[i], minY, maxY, rows)][at(line.x()[i], minX, maxX, columns)] =
            chart.lines().size() == 1 ? '*' : MARKS.charAt(l % MARKS.length());
      }
    }
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

  private String framed() {
    StringBuilder out = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      double y = row == 0 ? maxY : row == rows - 1 ? minY : row == rows / 2 ? (minY + maxY) / 2 : Double.NaN;
      String label = Double.isNaN(y) ? "" : Numbers.print(y);
      out.append(" ".repeat(Math.max(0, LABEL - label.length()))).append(label)
          .append(Screen.isUnicode() ? " \u2502" : " |").append(String.valueOf(cells[row]).stripTrailing()).append('\n');
    }
    String from = x(minX);
    String to = x(chart.isBars() ? chart.maxX() : maxX);
    int shown = chart.isBars() ? Math.max(from.length() + to.length() + 2, Math.min(columns, chart.lines().get(0).x().length))
        : columns;
    out.append(" ".repeat(LABEL + 2)).append(from)
        .append(" ".repeat(Math.max(2, Math.min(shown, columns) - from.length() - to.length()))).append(to).append('\n');
    for (int l = 0; chart.lines().size() > 1 && l < chart.lines().size(); l++) {
      out.append("  ").append(MARKS.charAt(l)).append("  ").append(Table.plain(chart.lines().get(l).name())).append('\n');
    }
    return out + (chart.note().isEmpty() ? chart.title() : chart.note());
  }

  private String x(double x) {
    if (!chart.isTime()) {
      return Numbers.print(x);
    }
    boolean isShort = maxX - minX < Duration.ofMinutes(2).toMillis();
    return DateTimeFormatter.ofPattern(isShort ? "uuuu-MM-dd HH:mm:ss.SSS" : "uuuu-MM-dd HH:mm:ss")
        .withZone(ZoneOffset.UTC).format(Instant.ofEpochMilli((long) x));
  }
}
