//DEPS org.dflib:dflib:1.2.0
package explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dflib.Series;

/** A column of a frame as it grows: primitive as long as its values are; in pieces, one for each capture. */
final class Column {
  private static final int POOLED = 1 << 14;
  private static final double WHOLE = 1L << 53;

  private final List<Piece> pieces = new ArrayList<>();
  private Piece last;

  /** Values of rows one after the other, of which some may be missing. */
  private static final class Piece {
    private final int start;
    private int size;
    private int missing;
    private boolean isDecimal;
    private long[] longs;
    private double[] doubles;
    private Object[] objects;

    Piece(int start) {
      this.start = start;
    }

    Object get(int i) {
      return objects != null ? objects[i] : isDecimal ? (Object) doubles[i] : (Object) longs[i];
    }
  }

  private Piece piece(int row) {
    if (last == null) {
      last = new Piece(0);
      pieces.add(last);
    }
    while (last.size < row && last.objects == null) {
      toObjects(last); // rows without the field
    }
    if (last.size < row) {
      grow(last, row);
      last.missing += row - last.size;
      last.size = row;
    }
    return last;
  }

  private static void grow(Piece p, int size) {
    if (p.objects != null && p.objects.length <= size) {
      p.objects = Arrays.copyOf(p.objects, Math.max(size + 1, size + (size >> 1)));
    } else if (p.objects == null && p.isDecimal && p.doubles.length <= size) {
      p.doubles = Arrays.copyOf(p.doubles, Math.max(size + 1, size + (size >> 1)));
    } else if (p.objects == null && !p.isDecimal && (p.longs == null || p.longs.length <= size)) {
      p.longs = p.longs == null ? new long[Math.max(1024, size + 1)] : Arrays.copyOf(p.longs, size + (size >> 1) + 1);
    }
  }

  private static void toObjects(Piece p) {
    if (p.objects == null) {
      Object[] objects = new Object[Math.max(1024, p.size + 1)];
      for (int i = 0; i < p.size; i++) {
        objects[i] = p.get(i);
      }
      p.objects = objects;
      p.longs = null;
      p.doubles = null;
    }
  }

  void object(int row, Object value) {
    Piece p = piece(row);
    if (row < p.size) { // the same field twice in one body: the last counts
      p.size--;
    }
    toObjects(p);
    grow(p, p.size);
    p.objects[p.size++] = value;
    p.missing += value == null ? 1 : 0;
  }

  void integer(int row, long value) {
    Piece p = piece(row);
    if (p.objects != null || row < p.size) {
      object(row, value);
    } else if (p.isDecimal) {
      decimal(row, value);
    } else {
      grow(p, p.size);
      p.longs[p.size++] = value;
    }
  }

  private void decimal(int row, double value) {
    Piece p = piece(row);
    if (p.objects != null || row < p.size) {
      object(row, value);
      return;
    }
    if (!p.isDecimal) {
      p.isDecimal = true;
      p.doubles = p.longs == null ? new double[1024] : Arrays.stream(p.longs).asDoubleStream().toArray();
      p.longs = null;
    }
    grow(p, p.size);
    p.doubles[p.size++] = value;
  }

  /** Takes up a field; texts that come often are kept once. */
  void add(int row, Row fields, int i, Map<String, String> pool) {
    switch (fields.kind(i)) {
      case INTEGER -> integer(row, fields.integer(i));
      case NUMBER -> decimal(row, fields.number(i));
      case BOOLEAN -> object(row, fields.integer(i) == 1);
      case NULL -> object(row, null);
      default -> object(row, pool.size() < POOLED ? pool.computeIfAbsent(fields.text(i), t -> t)
          : pool.getOrDefault(fields.text(i), fields.text(i)));
    }
  }

  /** Puts another column below. */
  void addAll(int row, Column other) {
    for (Piece p : other.pieces) {
      Piece moved = new Piece(row + p.start);
      moved.size = p.size;
      moved.missing = p.missing;
      moved.isDecimal = p.isDecimal;
      moved.longs = p.longs;
      moved.doubles = p.doubles;
      moved.objects = p.objects;
      pieces.add(moved);
    }
  }

  /** The column of so many rows, of the narrowest type that holds all its values. */
  Series<?> series(int rows) {
    int filled = pieces.stream().mapToInt(p -> p.size - p.missing).sum();
    if (filled == rows && rows > 0 && pieces.stream().allMatch(p -> p.objects == null)) {
      return pieces.stream().noneMatch(p -> p.isDecimal) ? longs(rows) : doubles(rows);
    }
    Object[] all = new Object[rows];
    for (Piece p : pieces) {
      for (int i = 0; i < p.size; i++) {
        all[p.start + i] = p.get(i);
      }
    }
    Object[] values = unified(all);
    return filled == rows && rows > 0 && values[0] instanceof Double
        ? Series.ofDouble(Arrays.stream(values).mapToDouble(v -> (Double) v).toArray()) : Series.of(values);
  }

  private Series<?> longs(int rows) {
    long[] all = new long[rows];
    pieces.forEach(p -> System.arraycopy(p.longs == null ? new long[0] : p.longs, 0, all, p.start, p.size));
    return Series.ofLong(all);
  }

  private Series<?> doubles(int rows) {
    double[] all = new double[rows];
    for (Piece p : pieces) {
      for (int i = 0; i < p.size; i++) {
        all[p.start + i] = p.isDecimal ? p.doubles[i] : p.longs[i];
      }
    }
    return Series.ofDouble(all);
  }

  /** Longs among doubles become doubles; where types are mixed otherwise, everything becomes text. */
  private static Object[] unified(Object[] all) {
    boolean number = true;
    boolean decimal = false;
    Class<?> type = null;
    boolean mixed = false;
    for (Object o : all) {
      if (o != null) {
        number &= o instanceof Number;
        decimal |= o instanceof Double;
        mixed |= type != null && type != o.getClass();
        type = o.getClass();
      }
    }
    for (int i = 0; mixed && i < all.length; i++) {
      all[i] = all[i] == null ? null : !number ? text(all[i])
          : decimal ? (Object) ((Number) all[i]).doubleValue() : all[i];
    }
    return all;
  }

  /** Numbers among texts look the same whether a decimal one stood in their capture, too, or not. */
  private static String text(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < WHOLE ? Long.toString(d.longValue())
        : value.toString();
  }
}
