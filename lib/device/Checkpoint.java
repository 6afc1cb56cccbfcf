package device;

import capture.CaptureException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What an output folder holds, so that nothing is written twice: which events were taken, and which blobs are done. A
 * small text file of lines, the last one a checksum. For one thread.
 */
final class Checkpoint {
  /** The file's name. */
  static final String FILE = "checkpoint";

  private static final String TITLE = "capture-reader-checkpoint 2";
  /** Blobs that are their own partition are remembered when gone, in case they come again, but not for ever. */
  private static final int MOST_GONE = 1000;

  /**
   * What is known of a partition.
   *
   * @param seen its events that were taken
   * @param done its blobs that are done
   * @param firstEvent the hash of its first event, if it is a blob whose events have no numbers
   */
  record Partition(SeenEvents seen, DoneBlobs done, long firstEvent) {
    Partition() {
      this(new SeenEvents(), new DoneBlobs(), 0);
    }
  }

  private final Map<String, Partition> partitions = new LinkedHashMap<>();
  private final Map<String, Partition> blobs = new LinkedHashMap<>();
  private final Set<Long> bad = new HashSet<>();
  private long batch;
  private boolean durable = true;
  private String layout = "";

  /** Number of the last batch that is whole on disk. */
  long batch() {
    return batch;
  }

  void nextBatch() {
    batch++;
  }

  /** Whether all rows were forced to disk. */
  boolean isDurable() {
    return durable;
  }

  void setDurable(boolean durable) {
    this.durable = durable;
  }

  /** How the device files are laid out; empty if there are none yet. */
  String layout() {
    return layout;
  }

  void setLayout(String layout) {
    this.layout = layout;
  }

  /** Hashes of damaged blobs, which do not count where blobs are compared with those that are done. */
  Set<Long> bad() {
    return bad;
  }

  /** A partition that a blob's name tells. */
  Partition partition(String key) {
    return partitions.computeIfAbsent(key, k -> new Partition());
  }

  /** A blob whose name tells no partition, or whose events have no numbers: a partition of its own. */
  Partition blob(String key) {
    return blobs.computeIfAbsent(key, k -> new Partition());
  }

  /** The same; what was taken of another file of that name, which began with another event, does not count. */
  Partition blob(String key, long firstEvent) {
    return blobs.compute(key, (k, p) -> p == null ? new Partition(new SeenEvents(), new DoneBlobs(), firstEvent)
        : p.firstEvent == firstEvent ? p : new Partition(new SeenEvents(), p.done, firstEvent));
  }

  /** Forgets what is gone: blobs of their own that are not in a listing of all, and damaged ones likewise. */
  void prune(Set<String> blobKeys, Set<Long> hashes) {
    bad.retainAll(hashes);
    int tooMany = (int) blobs.keySet().stream().filter(k -> !blobKeys.contains(k)).count() - MOST_GONE;
    for (Iterator<String> it = blobs.keySet().iterator(); tooMany > 0 && it.hasNext();) {
      if (!blobKeys.contains(it.next())) {
        it.remove();
        tooMany--;
      }
    }
  }

  /** Reads the checkpoint of a folder of ours; an empty one where there is none. */
  static Checkpoint read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    Checkpoint c = new Checkpoint();
    if (!Files.exists(file)) {
      return c;
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int end = text.lastIndexOf("\nend ") + 1;
    try {
      if (!text.startsWith(TITLE + "\n") || !text.substring(end).equals(lastLine(text.substring(0, end)))) {
        throw new IllegalArgumentException();
      }
      Partition at = null;
      for (String line : text.substring(TITLE.length() + 1, end).split("\n")) {
        at = c.readLine(line.split(" ", -1), at);
      }
      return c;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
      throw new CaptureException(file + ": damaged, so that nobody knows what was written; name another folder with -o,"
          + " or delete this one to start over", e);
    }
  }

  private Partition readLine(String[] w, Partition at) {
    switch (w[0]) {
      case "batch" -> batch = Long.parseLong(w[1]);
      case "durable" -> durable = Boolean.parseBoolean(w[1]);
      case "layout" -> layout = decoded(w[1]);
      case "bad" -> bad.add(Long.parseUnsignedLong(w[1], 16));
      case "partition" -> {
        return partition(decoded(w[1]));
      }
      case "blob" -> {
        return blob(decoded(w[1]), Long.parseUnsignedLong(w[2], 16));
      }
      case "seen" -> at.seen.add(new SeenEvents.Range(Long.parseLong(w[1]), Long.parseLong(w[2]), Long.parseLong(w[3]),
          Long.parseLong(w[4])));
      case "done" -> at.done.periods().put(w[1], new DoneBlobs.Period(Long.parseLong(w[2]), Long.parseLong(w[3]),
          Long.parseLong(w[4]), Long.parseUnsignedLong(w[5], 16)));
      default -> throw new IllegalArgumentException(w[0]);
    }
    return at;
  }

  /** The file's text. */
  String print() {
    StringBuilder out = new StringBuilder(TITLE).append("\nbatch ").append(batch).append("\ndurable ").append(durable)
        .append("\nlayout ").append(encoded(layout)).append('\n');
    bad.forEach(hash -> out.append("bad ").append(Long.toHexString(hash)).append('\n'));
    partitions.forEach((key, p) -> print(out, "partition " + encoded(key), p));
    blobs.forEach((key, p) -> print(out, "blob " + encoded(key) + " " + Long.toHexString(p.firstEvent), p));
    return out + lastLine(out.toString());
  }

  private static void print(StringBuilder out, String title, Partition p) {
    if (p.seen.ranges().isEmpty() && p.done.periods().isEmpty()) {
      return;
    }
    out.append(title).append('\n');
    for (SeenEvents.Range r : p.seen.ranges()) {
      out.append("seen ").append(r.firstNumber()).append(' ').append(r.lastNumber()).append(' ').append(r.firstSecond())
          .append(' ').append(r.lastSecond()).append('\n');
    }
    p.done.periods().forEach((day, d) -> out.append("done ").append(day).append(' ').append(d.from()).append(' ')
        .append(d.to()).append(' ').append(d.count()).append(' ').append(Long.toHexString(d.sum())).append('\n'));
  }

  private static String lastLine(String before) {
    CRC32 crc = new CRC32();
    crc.update(before.getBytes(StandardCharsets.UTF_8));
    return "end " + Long.toHexString(crc.getValue()) + "\n";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
