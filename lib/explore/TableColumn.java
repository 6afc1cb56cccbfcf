package explore;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A column of a table, as wide as it is shown. For one thread. */
final class TableColumn {
  private static final String KINDS = " >@=";
  /** Texts are not cut below this, and not at all where all of them are nearly as short. */
  private static final int SHORT_TEXT = 8;
  private static final int SHORT_ENOUGH = 12;
  private static final int LEAST_DECIMALS = 2;
  private static final Pattern DECIMAL = Pattern.compile("(-?(?:0\\.0*|\\d+\\.))\\d*");
  /** After these, a date's day or a path's folder for example, the next word begins. */
  private static final String WORD_ENDS = " T/";

  private final char kind;
  private final String name;
  private final List<String> cells;
  private final int least;
  private final int shared;
  private final int natural;
  private int width;

  /**
   * A column.
   *
   * @param header its name, after what {@link Table#header} has before it
   * @param bar how wide the longest bar is where nothing is cut
   */
  TableColumn(String header, List<String> cells, int bar) {
    this.kind = isMarked(header) ? header.charAt(0) : ' ';
    this.name = name(header);
    this.cells = cells;
    int widest = cells.stream().mapToInt(Text::columns).max().orElse(0);
    this.natural = kind == '=' ? bar : Math.max(Text.columns(name), widest);
    this.width = natural;
    this.least = Math.min(natural, least());
    this.shared = kind == ' ' ? shared(cells) : 0;
  }

  private static boolean isMarked(String header) {
    return !header.isEmpty() && KINDS.indexOf(header.charAt(0)) >= 0;
  }

  /** A header without what stands before the name, and what rules a terminal: devices name their fields. */
  static String name(String header) {
    return Text.plain(isMarked(header) ? header.substring(1) : header);
  }

  private int least() {
    return switch (kind) {
      case '=' -> SHORT_TEXT;
      case '@' -> natural;
      case '>' -> Math.max(leastName(), cells.stream().mapToInt(TableColumn::leastDigits).max().orElse(0));
      default -> natural <= SHORT_ENOUGH ? natural : SHORT_TEXT;
    };
  }

  private int leastName() {
    int columns = Text.columns(name);
    return columns <= SHORT_TEXT + 1 ? columns : SHORT_TEXT;
  }

  /** What of a number must be shown: all of a whole one, and of one with an exponent; else two digits that matter. */
  private static int leastDigits(String number) {
    Matcher decimal = DECIMAL.matcher(number);
    return decimal.matches() ? Math.min(number.length(), decimal.end(1) + LEAST_DECIMALS + 1) : Text.columns(number);
  }

  /** How much all cells start with, up to the end of a word: what tells least, and is cut first. */
  private static int shared(List<String> cells) {
    String first = cells.get(0);
    int length = cells.size() > 1 ? first.length() : 0;
    for (String cell : cells) {
      length = Math.min(length, cell.length());
      while (!cell.startsWith(first.substring(0, length))) {
        length--;
      }
    }
    while (length > 0 && WORD_ENDS.indexOf(first.charAt(length - 1)) < 0) {
      length--;
    }
    return length;
  }

  int width() {
    return width;
  }

  /** By how much it may become narrower. */
  int slack() {
    return width - least;
  }

  /** Makes it narrower by one. */
  void shrink() {
    width--;
  }

  /** A cell, or the name for row -1, filled up to the width. */
  String print(int row) {
    if (kind == '=') {
      return row < 0 ? Text.cut(name, width) : Screen.bar(Double.parseDouble(cells.get(row)), width);
    }
    String text = row < 0 ? name : cells.get(row);
    boolean isCut = width < natural && row >= 0 && shared > 1 && Text.columns(text) > width;
    String cell = Text.cut(isCut ? Screen.ellipsis() + text.substring(shared) : text, width);
    String pad = " ".repeat(width - Text.columns(cell));
    return kind == '>' ? pad + cell : cell + pad;
  }
}
