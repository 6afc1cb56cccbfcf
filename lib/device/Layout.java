package device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The columns of a row or a file. Those of equal names are mostly, but not always, the same object. Immutable. */
final class Layout {
  /** Of rows that are JSON, and belong to the device. */
  static final Layout JSON = new Layout(List.of());
  /** Of rows that are JSON, and belong to no device. */
  static final Layout REJECTED = new Layout(List.of());

  private static final int MOST_KEPT = 4096;
  private static final Map<List<String>, Layout> KNOWN = new ConcurrentHashMap<>();

  private final List<String> names;

  private Layout(List<String> names) {
    this.names = names;
  }

  /** The layout with these columns, in this order. */
  static Layout of(List<String> names) {
    if (KNOWN.size() > MOST_KEPT) {
      KNOWN.clear(); // bodies with ever new fields must not fill the memory
    }
    return KNOWN.computeIfAbsent(List.copyOf(names), Layout::new);
  }

  /** Reads a header line, without its end. */
  static Layout ofHeader(byte[] line, boolean spreadsheetSafe) {
    List<String> names = new ArrayList<>();
    for (byte[] cell : Csv.split(line, 0, line.length)) {
      String name = Csv.unquoted(new String(cell, StandardCharsets.UTF_8));
      names.add(spreadsheetSafe ? Csv.fused(name) : name);
    }
    return of(names);
  }

  /** The columns; none for JSON. */
  List<String> names() {
    return names;
  }

  /** The header line, with its line end; empty for JSON. */
  byte[] header(boolean spreadsheetSafe) {
    if (names.isEmpty()) {
      return new byte[0];
    }
    StringBuilder line = new StringBuilder();
    for (String name : names) {
      Csv.append(line, spreadsheetSafe ? Csv.defused(name) : name, names.size() == 1);
      line.append(',');
    }
    line.setCharAt(line.length() - 1, '\n');
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** These columns and those of another that are missing here, at the end. */
  Layout with(Layout other) {
    List<String> all = new ArrayList<>(names);
    other.names.stream().filter(n -> !names.contains(n)).forEach(all::add);
    return of(all);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Layout l && !names.isEmpty() && l.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }
}
