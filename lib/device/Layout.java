package device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The columns of a row or a file. Those of equal names are mostly, but not always, the same object. Immutable. */
final class Layout {
  /** Of rows that are JSON, and belong to the device. */
  static final Layout JSON = new Layout(List.of());
  /** Of rows that are JSON, and belong to no device. */
  static final Layout REJECTED = new Layout(List.of());

  private static final int MOST_KEPT = 4096;
  /** Those with more columns are not kept. */
  private static final int MOST_NAMES = 256;
  private static final Map<List<String>, Layout> KNOWN = new ConcurrentHashMap<>();

  private final List<String> names;
  /** Made when it is first asked for; any thread's is as good. */
  private volatile Map<String, Integer> places;

  private Layout(List<String> names) {
    this.names = names;
  }

  /** The layout with these columns, in this order. */
  static Layout of(List<String> names) {
    if (names.size() > MOST_NAMES) {
      return new Layout(List.copyOf(names));
    }
    if (KNOWN.size() > MOST_KEPT) {
      KNOWN.clear(); // bodies with ever new fields must not fill the memory
    }
    return KNOWN.computeIfAbsent(List.copyOf(names), Layout::new);
  }

  /** Reads a header line, without its end. */
  static Layout ofHeader(byte[] line, boolean spreadsheetSafe) {
    List<String> names = new ArrayList<>();
    // Editors put a byte order mark before the first line, and end lines in CR and LF.
    boolean isCrLf = line.length > 0 && line[line.length - 1] == '\r';
    boolean isMarked = line.length > 2 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
    for (byte[] cell : Csv.split(line, isMarked ? 3 : 0, isCrLf ? line.length - 1 : line.length)) {
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
      Csv.append(line, spreadsheetSafe ? Csv.defused(name) : name);
      line.append(',');
    }
    line.setCharAt(line.length() - 1, '\n');
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** These columns and those of another that are missing here, at the end. */
  Layout with(Layout other) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(other.names);
    return of(List.copyOf(all));
  }

  /** The place of a column, counted from 0; below 0 if there is none of the name. */
  int indexOf(String name) {
    if (places == null) {
      Map<String, Integer> all = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        all.put(names.get(i), i);
      }
      places = all;
    }
    return places.getOrDefault(name, -1);
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
