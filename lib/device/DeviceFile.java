package device;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * One file of rows and what is to be appended to it. Rows wait in memory; the journal knows of the file before it is
 * touched. For one thread.
 */
final class DeviceFile {
  private static final int FIRST_BUFFER = 512;
  private static final int LONGEST_BUFFER = 1 << 13;

  final byte[] device;
  final String fileName;
  private final OutputFolder folder;
  private final boolean spreadsheetSafe;
  private Layout layout;
  private long length = -1;
  private boolean known;
  private byte[] buffer;
  private int size;
  private boolean journaled;

  DeviceFile(byte[] device, String fileName, OutputFolder folder, boolean spreadsheetSafe) {
    this.device = device;
    this.fileName = fileName;
    this.folder = folder;
    this.spreadsheetSafe = spreadsheetSafe;
  }

  /** The file's length before the batch at hand; below 0 if there was none. */
  long length() {
    return length;
  }

  boolean isJournaled() {
    return journaled;
  }

  void setJournaled() {
    journaled = true;
  }

  /** Bytes of memory that rows wait in. */
  int bufferBytes() {
    return buffer == null ? 0 : buffer.length;
  }

  boolean hasWaiting() {
    return size > 0;
  }

  /** Adds a row; what columns it has and the file has not, the file gets. */
  void append(Layout of, byte[] bytes, int start, int end) throws IOException {
    if (!known) {
      look(of);
    }
    if (of != layout && of != Layout.JSON && of != Layout.REJECTED) {
      if (of.equals(layout)) {
        layout = of; // so that the next ones are known at once
      } else {
        byte[] row = rearranged(of, bytes, start, end);
        put(row, 0, row.length);
        return;
      }
    }
    put(bytes, start, end);
  }

  /** Finds the file as it is, or begins it with a header. */
  private void look(Layout of) throws IOException {
    Path file = folder.path(fileName);
    known = true;
    length = Files.exists(file) ? Files.size(file) : -1;
    if (of == Layout.JSON || of == Layout.REJECTED) {
      layout = of;
    } else if (length > 0) {
      layout = Layout.ofHeader(headerLine(file), spreadsheetSafe);
    } else {
      layout = of;
      byte[] header = of.header(spreadsheetSafe);
      put(header, 0, header.length);
    }
  }

  private static byte[] headerLine(Path file) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean quoted = false;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 256)) {
      for (int b; (b = in.read()) >= 0 && (quoted || b != '\n');) {
        quoted ^= b == '"';
        line.write(b);
      }
    }
    return line.toByteArray();
  }

  private byte[] rearranged(Layout of, byte[] bytes, int start, int end) throws IOException {
    Layout wider = layout.with(of);
    if (wider.names().size() > layout.names().size()) {
      widen(wider);
    }
    List<byte[]> cells = Csv.split(bytes, start, end);
    ByteArrayOutputStream row = new ByteArrayOutputStream(end - start + 16);
    for (String name : layout.names()) {
      int at = of.names().indexOf(name);
      // The one cell of a row that has only one is quoted when empty; among others it need not be.
      if (at >= 0) {
        row.write(cells.get(at));
      }
      row.write(',');
    }
    byte[] line = row.toByteArray();
    line[line.length - 1] = '\n';
    return line;
  }

  private void widen(Layout wider) throws IOException {
    int more = wider.names().size() - layout.names().size();
    byte[] header = wider.header(spreadsheetSafe);
    int oldHeader = layout.header(spreadsheetSafe).length;
    if (length < 0 && !journaled) { // all of it is in memory
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(header);
      Csv.widen(new ByteArrayInputStream(buffer, oldHeader, size - oldHeader), out, more);
      size = 0;
      layout = wider;
      put(out.toByteArray(), 0, out.size());
      return;
    }
    folder.flush(this);
    Path temp = folder.temporary(fileName);
    Path file = folder.path(fileName);
    long committed = rewrite(file, temp, header, more);
    folder.replaced(this, length < 0 ? -1 : committed, header);
    Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    layout = wider;
  }

  /** Writes the file anew; returns where what was committed ends there. */
  private long rewrite(Path file, Path temp, byte[] header, int more) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(temp), 1 << 16)) {
      int skipped = headerLine(file).length + 1;
      in.skipNBytes(Math.min(skipped, Files.size(file)));
      out.write(header);
      long rest = Math.max(0, length - skipped);
      long committed = header.length + Csv.widen(new Limited(in, rest), out, more);
      Csv.widen(in, out, more);
      out.flush();
      if (folder.isDurable()) {
        force(temp);
      }
      return committed;
    }
  }

  /** The first bytes of a stream. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? in.read() : -1;
    }
  }

  private void put(byte[] bytes, int start, int end) throws IOException {
    int more = end - start;
    if (buffer == null || size + more > buffer.length) {
      makeRoom(more);
    }
    System.arraycopy(bytes, start, buffer, size, more);
    size += more;
  }

  private void makeRoom(int more) throws IOException {
    int wanted = Math.max(FIRST_BUFFER, size + more);
    if (wanted > LONGEST_BUFFER && size > 0) {
      folder.flush(this);
      wanted = more;
    }
    if (buffer == null || buffer.length < wanted) {
      int before = bufferBytes();
      int rounded = Math.max(FIRST_BUFFER, Integer.highestOneBit(Math.max(1, wanted - 1)) * 2);
      buffer = buffer == null ? new byte[rounded] : Arrays.copyOf(buffer, rounded);
      folder.counted(this, buffer.length - before);
    }
  }

  /** Appends what waits to the file, of which the journal knows. */
  void write() throws IOException {
    if (size > 0) {
      try (RandomAccessFile file = new RandomAccessFile(folder.path(fileName).toFile(), "rw")) {
        file.seek(file.length());
        file.write(buffer, 0, size);
      } catch (IOException e) {
        throw new IOException("cannot write " + folder.path(fileName) + ": " + e.getMessage(), e);
      }
      size = 0;
    }
  }

  /** Gives the memory back. */
  int release() {
    int bytes = bufferBytes();
    buffer = null;
    return bytes;
  }

  /** Another file is going to be in its place, of which so much counts. */
  void replaced(long newLength) {
    length = newLength;
  }

  /** What is on disk is now what was before the next batch. */
  void committed() throws IOException {
    journaled = false;
    known = true;
    length = Files.size(folder.path(fileName));
  }

  /** Waits until a file is on disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
