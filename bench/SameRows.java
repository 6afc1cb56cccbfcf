import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether two folders hold the same device files: the same devices, and for each the same rows in the same order. Columns
 * go by their names in the header. Cells are the same as text or as numbers (the peer passes numbers through a double, and
 * writes 0.0001 as 1.0E-4). Cells have no commas here.
 */
final class SameRows {
  private final Path expected;
  private final Path found;
  private long rows;
  private long equalText;

  private SameRows(Path expected, Path found) {
    this.expected = expected;
    this.found = found;
  }

  /** How many rows there are, and how many of them are the same as text. */
  record Count(int devices, long rows, long equalText) {
  }

  /**
   * Compares all.
   *
   * @throws IOException in one line, at the first difference
   */
  static Count compare(Path expected, Path found) throws IOException {
    Set<String> names = devices(expected);
    Set<String> other = new TreeSet<>(devices(found));
    if (!names.equals(other)) {
      other.removeAll(names);
      throw new IOException("the devices differ: " + names.size() + " are expected in " + expected + ", " + devices(found).size()
          + " are in " + found + (other.isEmpty() ? "" : ", among them " + other.iterator().next() + ", which is not expected"));
    }
    SameRows all = new SameRows(expected, found);
    for (String name : names) {
      all.file(name);
    }
    return new Count(names.size(), all.rows, all.equalText);
  }

  private static Set<String> devices(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new TreeSet<>(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".csv")).toList());
    }
  }

  private void file(String name) throws IOException {
    try (BufferedReader a = Files.newBufferedReader(expected.resolve(name)); BufferedReader b = Files.newBufferedReader(found.resolve(name))) {
      String header = a.readLine();
      String otherHeader = b.readLine();
      int[] columns = columns(name, header, otherHeader);
      String row = a.readLine();
      for (int line = 2; row != null; line++, rows++, row = a.readLine()) {
        String other = b.readLine();
        if (row.equals(other) && header.equals(otherHeader)) {
          equalText++;
        } else if (other == null || !isSame(row.split(",", -1), other.split(",", -1), columns)) {
          throw new IOException(name + " differs in line " + line + ": " + row + " is expected, not " + other);
        }
      }
      String more = b.readLine();
      if (more != null) {
        throw new IOException(name + " has more rows than are expected: " + more);
      }
    }
  }

  /** For each column expected, which one it is among those found. */
  private static int[] columns(String name, String header, String other) throws IOException {
    if (header == null || other == null || !new HashSet<>(cells(header)).equals(new HashSet<>(cells(other)))) {
      throw new IOException(name + " has other columns: " + header + " are expected, not " + other);
    }
    return cells(header).stream().mapToInt(cells(other)::indexOf).toArray();
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.split(",", -1));
  }

  private static boolean isSame(String[] row, String[] other, int[] columns) {
    boolean same = row.length == other.length && row.length == columns.length;
    for (int i = 0; same && i < row.length; i++) {
      same = row[i].equals(other[columns[i]]) || isSameNumber(row[i], other[columns[i]]);
    }
    return same;
  }

  private static boolean isSameNumber(String a, String b) {
    try {
      return Double.parseDouble(a) == Double.parseDouble(b);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
