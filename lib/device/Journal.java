package device;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * How to undo a batch: for each file it touches, how long the file was. A line is written before the file is. For one
 * thread.
 */
final class Journal implements Closeable {
  /** The file's name. */
  static final String FILE = "journal";

  private static final String TITLE = "capture-reader-journal 1";

  /**
   * How to make a file what it was.
   *
   * @param length its length in bytes; below 0 if there was no such file
   * @param header hash of its first bytes, which tells whether a file was put in its place
   * @param headerBytes how many bytes that is; 0 if the file was never replaced
   * @param name its name in the folder
   */
  record Undo(long length, long header, int headerBytes, String name) {
    String print() {
      String text = length + " " + Long.toHexString(header) + " " + headerBytes + " " + name;
      return checksum(text) + " " + text + "\n";
    }

    static Undo parse(String line) {
      String[] w = line.split(" ", 5);
      if (w.length < 5 || !w[0].equals(checksum(line.substring(w[0].length() + 1)))) {
        return null;
      }
      return new Undo(Long.parseLong(w[1]), Long.parseUnsignedLong(w[2], 16), Integer.parseInt(w[3]), w[4]);
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final boolean durable;
  /** Whether it ends in a line that is not whole. */
  private boolean isBroken;

  private Journal(Path file, FileChannel channel, boolean durable) {
    this.file = file;
    this.channel = channel;
    this.durable = durable;
  }

  /**
   * Starts the journal of a batch.
   *
   * @param durable whether each line is on disk before {@link #write} returns
   */
  static Journal start(Path folder, long batch, boolean durable) throws IOException {
    Path file = folder.resolve(FILE);
    Journal journal = new Journal(file, FileChannel.open(file, StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE), durable);
    journal.put(TITLE + " " + batch + "\n", false);
    if (durable) {
      OutputFolder.forceFolder(folder); // else a power cut could leave rows, and no journal
    }
    return journal;
  }

  /** Adds lines, all at once. */
  void write(List<Undo> undos) throws IOException {
    StringBuilder text = new StringBuilder();
    undos.forEach(u -> text.append(u.print()));
    put(text.toString(), durable);
  }

  private void put(String text, boolean force) throws IOException {
    if (isBroken) {
      throw new IOException("cannot write " + file + ": what was written before it is not whole");
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    long start = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (force) {
        channel.force(true);
      }
    } catch (IOException e) {
      takeBack(start);
      throw OutputFolder.notWritten(file, e);
    }
  }

  /** Nothing may be read behind a line that is not whole, and other threads go on writing. */
  private void takeBack(long start) {
    try {
      channel.truncate(start);
    } catch (IOException e) {
      isBroken = true;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The batch of the journal in a folder, or -1 if there is none or it was not even begun. */
  static long batch(Path folder) throws IOException {
    List<String> lines = lines(folder);
    return lines.isEmpty() || !lines.get(0).startsWith(TITLE + " ") ? -1
        : Long.parseLong(lines.get(0).substring(TITLE.length() + 1));
  }

  private static List<String> lines(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    String text = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    // What follows the last line end was not written to its end, so that its file is not touched yet.
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /**
   * Makes the files in a folder what they were before the batch.
   *
   * @return how many files had to be changed
   */
  static int undo(Path folder, Path state) throws IOException {
    List<String> lines = lines(state);
    Set<String> restored = new HashSet<>();
    Set<String> changed = new HashSet<>();
    List<Undo> undos = new ArrayList<>();
    lines.stream().skip(1).map(Undo::parse).takeWhile(u -> u != null).forEach(undos::add);
    for (int i = undos.size() - 1; i >= 0; i--) { // later lines tell of files put in place of earlier ones
      Undo u = undos.get(i);
      Path file = folder.resolve(u.name);
      if (!restored.contains(u.name) && isMeant(u, file)) {
        restored.add(u.name);
        if (restore(u, file)) {
          changed.add(u.name);
        }
      }
    }
    return changed.size();
  }

  /** Ends the journal in a folder. */
  static void delete(Path folder) throws IOException {
    Files.delete(folder.resolve(FILE));
  }

  private static boolean isMeant(Undo u, Path file) throws IOException {
    if (u.headerBytes == 0 || !Files.exists(file)) {
      return u.headerBytes == 0;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return hash(in.readNBytes(u.headerBytes)) == u.header;
    }
  }

  private static boolean restore(Undo u, Path file) throws IOException {
    if (u.length < 0) {
      return Files.deleteIfExists(file);
    }
    if (!Files.exists(file) || Files.size(file) == u.length) {
      return false;
    }
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength(u.length);
    }
    return true;
  }

  /** What tells one header from another. */
  static long hash(byte[] header) {
    long h = header.length;
    for (byte b : header) {
      h = h * 0x100000001b3L ^ b;
    }
    return h * 0x9e3779b97f4a7c15L;
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
