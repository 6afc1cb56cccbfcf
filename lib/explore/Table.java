package explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What most words answer: rows under a header, and perhaps a line below. Immutable as long as nobody changes the lists.
 *
 * @param header the columns' names; the first character says more and is not shown: {@code >} aligns to the right, {@code
 *     @} is a time, which is never cut, {@code =} is a share, 0 to 1, shown as a bar; a blank is before a name that may
 *     itself start with one of these
 * @param rows as many cells each as the header has; null is shown as a dash
 * @param note a line below the table, or empty
 */
public record Table(List<String> header, List<List<String>> rows, String note) {
  private static final int BAR = 30;
  private static final String GAP = "  ";

  /** As wide as its cells are. */
  @Override
  public String toString() {
    return print(0, false);
  }

  /**
   * The table in lines of at most {@code width} columns, or as wide as it is for 0: the widest texts are cut first, then
   * the last columns left out and named below. Whole numbers and times are never cut.
   *
   * @param bold whether the header is set in bold by ANSI codes
   */
  public String print(int width, boolean bold) {
    if (rows.isEmpty()) {
      return note;
    }
    List<TableColumn> columns = new ArrayList<>();
    for (int c = 0; c < header.size(); c++) {
      columns.add(column(c));
    }
    int shown = width > 0 ? fit(columns, width) : columns.size();
    StringBuilder out = new StringBuilder();
    line(out, bold, columns.subList(0, shown), -1);
    for (int r = 0; r < rows.size(); r++) {
      line(out, false, columns.subList(0, shown), r);
    }
    return out.append(below(shown)).toString().stripTrailing();
  }

  private TableColumn column(int c) {
    List<String> cells = new ArrayList<>();
    for (List<String> row : rows) {
      cells.add(row.get(c) == null ? "-" : Text.plain(row.get(c)));
    }
    return new TableColumn(header.get(c), cells, BAR);
  }

  private String below(int shown) {
    List<String> left = header.subList(shown, header.size()).stream().map(TableColumn::name)
        .filter(n -> !n.isEmpty()).toList();
    return left.isEmpty() ? note
        : "not shown: " + String.join(", ", left) + (note.isEmpty() ? "" : "; " + note);
  }

  /** Takes from the widest column that can give until the line fits; answers how many columns are shown. */
  private static int fit(List<TableColumn> columns, int width) {
    int shown = columns.size();
    while (shown > 1 && total(columns, shown, true) > width) {
      shown--;
    }
    while (total(columns, shown, false) > width) {
      TableColumn widest = columns.get(0);
      for (TableColumn c : columns.subList(0, shown)) {
        widest = c.slack() > 0 && (widest.slack() == 0 || c.width() > widest.width()) ? c : widest;
      }
      if (widest.slack() == 0) {
        return shown; // one column alone, wider than the terminal, which wraps it
      }
      widest.shrink();
    }
    return shown;
  }

  private static int total(List<TableColumn> columns, int shown, boolean atLeast) {
    return columns.subList(0, shown).stream().mapToInt(c -> atLeast ? c.width() - c.slack() : c.width()).sum()
        + GAP.length() * (shown - 1);
  }

  private static void line(StringBuilder out, boolean bold, List<TableColumn> columns, int row) {
    String text = String.join(GAP, columns.stream().map(c -> c.print(row)).toList()).stripTrailing();
    out.append(bold ? "\033[1m" + text + "\033[0m" : text).append('\n');
  }

  /** Builds a table row by row. */
  static final class Builder {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Builder(String... header) {
      this.header = List.of(header);
    }

    /** Adds a row; what is null stays so, the rest is turned into text. */
    Builder row(Object... cells) {
      rows.add(Arrays.stream(cells).map(c -> c == null ? null : c.toString()).toList());
      return this;
    }

    Table note(String note) {
      return new Table(header, rows, note);
    }
  }
}
