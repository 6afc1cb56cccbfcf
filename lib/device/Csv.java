package device;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Comma-separated values as RFC 4180 has them, but for lines that end in LF. */
final class Csv {
  private Csv() {
  }

  /** Appends a cell, quoted where needed. An empty text is quoted, so that it is not the same as no value. */
  static void append(StringBuilder line, String cell) {
    if (cell == null) {
      return;
    }
    if (cell.isEmpty() || needsQuotes(cell)) {
      line.append('"').append(cell.replace("\"", "\"\"")).append('"');
    } else {
      line.append(cell);
    }
  }

  private static boolean needsQuotes(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == '"' || c == ',' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }

  /** A text that no spreadsheet runs as a formula: an apostrophe is put before what could be one. Undone by fused. */
  static String defused(String text) {
    return text.isEmpty() || "=+-@\t\r\n'".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
  }

  /** What a defused text was. */
  static String fused(String text) {
    return text.startsWith("'") ? text.substring(1) : text;
  }

  /** The text of a cell. */
  static String unquoted(String cell) {
    return cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
  }

  /** The cells of one row as they are written, from start to end, where its line end is if it has one. */
  static List<byte[]> split(byte[] row, int start, int end) {
    int stop = end > start && row[end - 1] == '\n' ? end - 1 : end;
    List<byte[]> cells = new ArrayList<>();
    boolean quoted = false;
    int from = start;
    for (int i = start; i <= stop; i++) {
      if (i == stop || row[i] == ',' && !quoted) {
        cells.add(Arrays.copyOfRange(row, from, i));
        from = i + 1;
      } else if (row[i] == '"') {
        quoted = !quoted;
      }
    }
    return cells;
  }

  /**
   * Copies rows, each with more empty cells at its end.
   *
   * @param bytes how many bytes these rows have
   * @return how many bytes were written
   */
  static long widen(InputStream rows, long bytes, OutputStream out, int moreCells) throws IOException {
    byte[] commas = new byte[moreCells];
    Arrays.fill(commas, (byte) ',');
    byte[] buffer = new byte[(1 << 13) + 1];
    boolean quoted = false;
    long written = bytes;
    for (long left = bytes; left > 0;) {
      int n = rows.read(buffer, 0, (int) Math.min(buffer.length - 1, left));
      if (n > 0 && n < left && buffer[n - 1] == '\r') {
        n = rows.read(buffer, n, 1) < 0 ? -1 : n + 1; // an editor's line end stays in one piece
      }
      if (n < 0) {
        throw new EOFException("it is shorter than it was");
      }
      int from = 0;
      for (int i = 0; i < n; i++) {
        if (buffer[i] == '"') {
          quoted = !quoted;
        } else if (buffer[i] == '\n' && !quoted) {
          int end = i > 0 && buffer[i - 1] == '\r' ? i - 1 : i;
          out.write(buffer, from, end - from);
          out.write(commas);
          written += moreCells;
          from = end;
        }
      }
      out.write(buffer, from, n - from);
      left -= n;
    }
    return written;
  }
}
