package device;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;

/**
 * One file of rows and what is to be appended to it. Rows wait in memory; the journal knows of the file before it is
 * touched. For one thread.
 */
final class DeviceFile {
  /** So much is written at once, which is far cheaper than in small pieces. */
  private static final int WRITE_BYTES = 1 << 15;
  /** Writes start where a page of the file system does. */
  private static final int ALIGNED_BYTES = 1 << 12;
  /** The row of a file with one column that has no value: the same as one with an empty text. */
  private static final byte[] NO_VALUE = {'"', '"', '\n'};

  /** The device's name, in UTF-8. */
  final byte[] device;
  /** Of the name, for {@link DeviceTable}. */
  final int hash;
  /** Whether the name, between quotes in JSON, means just itself, and needs no quotes in CSV. */
  final boolean isPlain;
  private final DeviceTable table;
  private final OutputFolder folder;
  private final OutputBatch batch;
  private String fileName;
  private Layout layout;
  /** Columns that rows in the file do not have yet; null if they have all. */
  private Widening widening;
  private long length = -1;
  private boolean known;
  /** Where what waits in memory begins in the file, how much that is, and the pages that hold it. */
  private long position;
  private int size;
  private int firstPage = Pages.NONE;
  private int lastPage = Pages.NONE;
  /** Whether the batch knows that something may wait. */
  boolean isListed;
  private boolean journaled;
  private boolean counted;

  /** The file of a device; it gets its name with its first row. */
  DeviceFile(byte[] device, int hash, DeviceTable table) {
    this.device = device;
    this.hash = hash;
    this.isPlain = Template.isPlain(device);
    this.table = table;
    this.folder = table.folder();
    this.batch = folder.batch();
  }

  /** A file of no device. */
  DeviceFile(String fileName, DeviceTable table) {
    this(new byte[0], 0, table);
    this.fileName = fileName;
    this.counted = true;
  }

  /** Its name in the folder. */
  String fileName() {
    return fileName;
  }

  /** Whether a row was added that gave it its name. */
  boolean isNamed() {
    return fileName != null;
  }

  /** The file's length before the batch at hand; below 0 if there was none. */
  long length() {
    return length;
  }

  /** Whether it counts among the devices already. */
  boolean isCounted() {
    return counted;
  }

  /** Counts it among the devices. */
  void count() {
    if (!counted) {
      counted = true;
      table.count(device);
    }
  }

  boolean isJournaled() {
    return journaled;
  }

  void setJournaled() {
    journaled = true;
  }

  /** How many bytes wait in memory. */
  int waitingBytes() {
    return size;
  }

  /** How many of them end where a page of the file system does. */
  int alignedBytes() {
    return Math.max(0, size - (int) ((position + size) % ALIGNED_BYTES));
  }

  /** Gives the first bytes that wait away, to be written: all, or so many that they end where a page does. */
  Writes.Write take(int bytes) {
    Writes.Write write = new Writes.Write(folder.path(fileName), position, firstPage, bytes);
    if (bytes == size) {
      firstPage = Pages.NONE;
      lastPage = Pages.NONE;
    } else {
      firstPage = batch.pages().next(batch.pages().last(firstPage, write.pages()));
    }
    position += bytes;
    size -= bytes;
    return write;
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
    if (end - start == 1) { // a line with nothing in it would be no row
      put(NO_VALUE, 0, NO_VALUE.length);
    } else {
      put(bytes, start, end);
    }
  }

  /** Finds the file as it is, or begins it with a header. */
  private void look(Layout of) throws IOException {
    fileName = fileName == null ? table.name(device) : fileName;
    Path file = folder.path(fileName);
    known = true;
    length = Files.exists(file) ? Files.size(file) : -1;
    if (length > 0 && !endsInLine(file)) { // an editor took it away; to put it back is right whatever becomes of the batch
      Files.write(file, new byte[] {'\n'}, StandardOpenOption.APPEND);
      length++;
    }
    position = Math.max(0, length);
    if (of == Layout.JSON || of == Layout.REJECTED) {
      layout = of;
    } else if (length > 0) {
      layout = Layout.ofHeader(headerLine(file), table.isSpreadsheetSafe());
    } else {
      layout = of;
      byte[] header = of.header(table.isSpreadsheetSafe());
      put(header, 0, header.length);
    }
  }

  private static boolean endsInLine(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.read(last, channel.size() - 1);
      return last.get(0) == '\n';
    }
  }

  /** The first line of a file, without its end. */
  static byte[] headerLine(Path file) throws IOException {
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
      addColumns(wider);
    }
    List<byte[]> cells = Csv.split(bytes, start, end);
    ByteArrayOutputStream row = new ByteArrayOutputStream(end - start + 16);
    for (String name : layout.names()) {
      int at = of.indexOf(name);
      if (at >= 0) {
        row.write(cells.get(at));
      }
      row.write(',');
    }
    byte[] line = row.toByteArray();
    line[line.length - 1] = '\n';
    return line;
  }

  /** Takes more columns: the rows that are there get them now if all are in memory, else when the batch ends. */
  private void addColumns(Layout wider) throws IOException {
    int columns = layout.names().size();
    if (length >= 0 || journaled) {
      widening = widening == null ? new Widening() : widening;
      widening.add(position + size, columns);
      layout = wider;
      return;
    }
    int oldHeader = layout.header(table.isSpreadsheetSafe()).length;
    byte[] all = batch.recall(take(size));
    position = 0;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(wider.header(table.isSpreadsheetSafe()));
    int rows = all.length - oldHeader;
    Csv.widen(new ByteArrayInputStream(all, oldHeader, rows), rows, out, wider.names().size() - columns);
    layout = wider;
    put(out.toByteArray(), 0, out.size());
  }

  /** Gives rows the columns that came after them. All of them must be in the file. */
  void widen() throws IOException {
    if (widening == null) {
      return;
    }
    Path temp = folder.temporary(fileName);
    Path file = folder.path(fileName);
    try {
      byte[] header = layout.header(table.isSpreadsheetSafe());
      long committed = widening.rewrite(file, temp, header, layout.names().size(), Math.max(0, length));
      keepPermissions(file, temp);
      if (batch.isDurable()) {
        force(temp);
      }
      long newLength = length < 0 ? -1 : committed;
      position = Files.size(temp);
      batch.replaced(this, newLength, header);
      Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      length = newLength;
      widening = null;
    } catch (IOException e) {
      Files.deleteIfExists(temp); // it takes room, which may be what is missing
      throw OutputFolder.notWritten(file, e);
    }
  }

  private static void keepPermissions(Path file, Path temp) {
    PosixFileAttributeView from = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    PosixFileAttributeView to = Files.getFileAttributeView(temp, PosixFileAttributeView.class);
    try {
      if (from != null && to != null) {
        to.setPermissions(from.readAttributes().permissions());
      }
    } catch (IOException e) {
      return; // a file system that gives every file the same
    }
  }

  private void put(byte[] bytes, int start, int end) throws IOException {
    for (int from = start; from < end;) {
      int at = Pages.at(position + size);
      if (at == 0 || lastPage == Pages.NONE) {
        batch.makeRoom(this);
        lastPage = batch.pages().take(lastPage);
        firstPage = firstPage == Pages.NONE ? lastPage : firstPage;
      }
      int n = Math.min(Pages.BYTES - at, end - from);
      batch.pages().put(lastPage, at, bytes, from, n);
      size += n;
      from += n;
    }
    if (size >= WRITE_BYTES + ALIGNED_BYTES) {
      batch.flush(this);
    }
  }

  /** What was written is now what was before the next batch. */
  void committed() {
    journaled = false;
    length = position;
    count();
  }

  /** Waits until a file is on disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
