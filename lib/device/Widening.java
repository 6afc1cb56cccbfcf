package device;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns that a file got when rows without them were written already: those rows get them all at once, when the batch
 * ends. For one thread.
 */
final class Widening {
  /** Rows up to a place in the file, from where the ones before end, have so many columns. */
  private record Part(long end, int columns) {
  }

  private final List<Part> parts = new ArrayList<>();

  /** Takes note that rows up to a place in the file have so many columns, and those behind it more. */
  void add(long end, int columns) {
    parts.add(new Part(end, columns));
  }

  /**
   * Writes the file anew, with another header and all rows as wide as the last ones.
   *
   * @param committed how many bytes of the file were there before the batch
   * @return how many those are now; 0 if there were none
   */
  long rewrite(Path file, Path temp, byte[] header, int columns, long committed) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(temp), 1 << 16)) {
      long at = DeviceFile.headerLine(file).length + 1;
      long end = Files.size(file);
      in.skipNBytes(at);
      out.write(header);
      long written = header.length;
      long writtenCommitted = 0;
      for (Part part : parts) {
        int more = columns - part.columns;
        if (at < committed) { // those rows are as wide as each other
          written += Csv.widen(in, committed - at, out, more);
          writtenCommitted = written;
          at = committed;
        }
        written += Csv.widen(in, part.end - at, out, more);
        at = part.end;
      }
      Csv.widen(in, end - at, out, 0);
      return committed == 0 ? 0 : Math.max(writtenCommitted, header.length);
    }
  }
}
