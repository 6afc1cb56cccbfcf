package explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * What most words answer: rows under a header, and perhaps a line below. Immutable as long as nobody changes the lists.
 *
 * @param header the columns' names; a name that starts with {@code >} is shown without that and aligned to the right
 * @param rows as many cells each as the header has; null is shown as a dash
 * @param note a line below the table, or empty
 */
public record Table(List<String> header, List<List<String>> rows, String note) {
  private static final int NARROWEST = 6;
  private static final String GAP = "  ";

  /** As wide as its cells are. */
  @Override
  public String toString() {
    return print(0, false);
  }

  /**
   * The table in lines of at most {@code width} columns, or as wide as it is for 0: the widest columns are cut first,
   * then the last ones left out.
   *
   * @param bold whether the header is set in bold by ANSI codes
   */
  public String print(int width, boolean bold) {
    int[] widths = new int[header.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = columns(name(c));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], columns(cell(row, c)));
      }
    }
    int shown = width > 0 ? fit(widths, width) : widths.length;
    StringBuilder out = new StringBuilder();
    if (rows.isEmpty()) {
      return note;
    }
    line(out, bold, widths, shown, header.stream().map(h -> h.startsWith(">") ? h.substring(1) : h).toList());
    rows.forEach(row -> line(out, false, widths, shown, row));
    String left = shown < widths.length ? widths.length - shown + " more columns; " : "";
    return out + (left + note).replaceFirst("; $", "");
  }

  /** The same table with another line below. */
  public Table withNote(String line) {
    return new Table(header, rows, line);
  }

  /** Takes columns from the widest until the line fits; answers how many columns are shown. */
  private static int fit(int[] widths, int width) {
    int shown = widths.length;
    while (total(widths, shown) > width) {
      int widest = 0;
      for (int c = 1; c < shown; c++) {
        widest = widths[c] > widths[widest] ? c : widest;
      }
      if (widths[widest] > NARROWEST * 2 || (shown == 1 && widths[0] > 1)) {
        widths[widest]--;
      } else if (shown > 1) {
        shown--;
      } else {
        return shown;
      }
    }
    return shown;
  }

  private static int total(int[] widths, int shown) {
    return Arrays.stream(widths, 0, shown).sum() + GAP.length() * (shown - 1);
  }

  private String name(int c) {
    return header.get(c).startsWith(">") ? header.get(c).substring(1) : header.get(c);
  }

  private void line(StringBuilder out, boolean bold, int[] widths, int shown, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < shown; c++) {
      String cell = cut(cell(row, c), widths[c]);
      String pad = " ".repeat(widths[c] - columns(cell));
      line.append(c > 0 ? GAP : "").append(header.get(c).startsWith(">") ? pad + cell : cell + pad);
    }
    String text = line.toString().stripTrailing();
    out.append(bold ? "\033[1m" + text + "\033[0m" : text).append('\n');
  }

  private static String cell(List<String> row, int c) {
    return row.get(c) == null ? "-" : plain(row.get(c));
  }

  /** Without what moves the cursor: a value from a device is not to rule the terminal. */
  static String plain(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, ' ');
      }
    }
    return out == null ? text : out.toString();
  }

  /** How many columns of a terminal a text takes. */
  static int columns(String text) {
    return text.chars().allMatch(c -> c < 0x300) ? text.length()
        : text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }

  /** A text of at most so many columns, ending in … where something was cut. */
  static String cut(String text, int width) {
    if (columns(text) <= width) {
      return text;
    }
    int end = 0;
    for (int used = 1; end < text.length(); end += Character.charCount(text.codePointAt(end))) {
      used += Math.max(0, WCWidth.wcwidth(text.codePointAt(end)));
      if (used > width) {
        break;
      }
    }
    return text.substring(0, end) + Screen.ellipsis();
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
