package device;

import capture.CaptureException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an output folder holds, so that nothing is written twice: which events were taken, and which blobs are done. A
 * small text file of lines, packed with gzip, whose checksum it relies on. For one thread.
 */
final class Checkpoint {
  /** The file's name. */
  static final String FILE = "checkpoint";

  private static final String TITLE = "capture-reader-checkpoint 3";
  private static final SeenEvents.Range NO_RANGE = new SeenEvents.Range(0, 0, 0, 0);
  private static final int RANGES_IN_LINE = 100;
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
    byte[] packed;
    try {
      packed = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CaptureException("cannot read " + file + ": " + CaptureException.reason(e), e);
    }
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
        new GZIPInputStream(new ByteArrayInputStream(packed)), StandardCharsets.UTF_8))) {
      if (!TITLE.equals(lines.readLine())) {
        throw new IllegalArgumentException();
      }
      Partition at = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        at = c.readLine(line.split(" ", -1), at);
      }
      return c;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
      throw new CaptureException(file + ": damaged, or of another version, so that nobody knows what was written; name another"
          + " folder with -o, or move this one away to start over", e);
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
      case "seen" -> {
        SeenEvents.Range range = NO_RANGE;
        for (int i = 1; i < w.length; i += 4) {
          range = new SeenEvents.Range(range.lastNumber() + Long.parseLong(w[i]), range.lastNumber() + Long.parseLong(w[i + 1]),
              range.lastSecond() + Long.parseLong(w[i + 2]), range.lastSecond() + Long.parseLong(w[i + 3]));
          at.seen.add(range);
        }
      }
      case "done" -> at.done.periods().put(w[1], new DoneBlobs.Period(Long.parseLong(w[2]), Long.parseLong(w[3]),
          Long.parseLong(w[4]), Long.parseUnsignedLong(w[5], 16)));
      default -> throw new IllegalArgumentException(w[0]);
    }
    return at;
  }

  /** Writes the file. */
  void write(Path file) throws IOException {
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      out.write(TITLE + "\nbatch " + batch + "\ndurable " + durable + "\nlayout " + encoded(layout) + '\n');
      for (long hash : bad) {
        out.write("bad " + Long.toHexString(hash) + '\n');
      }
      for (Map.Entry<String, Partition> p : partitions.entrySet()) {
        write(out, "partition " + encoded(p.getKey()), p.getValue());
      }
      for (Map.Entry<String, Partition> p : blobs.entrySet()) {
        write(out, "blob " + encoded(p.getKey()) + " " + Long.toHexString(p.getValue().firstEvent), p.getValue());
      }
    }
  }

  private static void write(Writer out, String title, Partition p) throws IOException {
    List<SeenEvents.Range> ranges = p.seen.ranges();
    if (ranges.isEmpty() && p.done.periods().isEmpty()) {
      return;
    }
    out.write(title + '\n');
    for (int i = 0; i < ranges.size(); i += RANGES_IN_LINE) {
      writeSeen(out, ranges.subList(i, Math.min(i + RANGES_IN_LINE, ranges.size())));
    }
    for (Map.Entry<String, DoneBlobs.Period> e : p.done.periods().entrySet()) {
      DoneBlobs.Period d = e.getValue();
      out.write("done " + e.getKey() + ' ' + d.from() + ' ' + d.to() + ' ' + d.count() + ' ' + Long.toHexString(d.sum()) + '\n');
    }
  }

  /** Ranges as what lies between each and the end of the one before: small numbers, which pack well. */
  private static void writeSeen(Writer out, List<SeenEvents.Range> ranges) throws IOException {
    out.write("seen");
    SeenEvents.Range before = NO_RANGE;
    for (SeenEvents.Range r : ranges) {
      out.write(" " + (r.firstNumber() - before.lastNumber()) + ' ' + (r.lastNumber() - before.lastNumber()) + ' '
          + (r.firstSecond() - before.lastSecond()) + ' ' + (r.lastSecond() - before.lastSecond()));
      before = r;
    }
    out.write('\n');
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
