//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Cell;
import support.CaptureTree.Codec;
import support.CaptureTree.Event;
import support.CaptureTree.Kind;
import support.CaptureTree.Reading;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/**
 * Capture files of all kinds with bytes cut off, flipped, exchanged, doubled or overwritten. What {@link Oracle} calls
 * whole is read, and its rows are exactly those the bytes say; what is not is named, and there is no row of it. Never a hang (the guard of {@link ReaderProcess}), never an
 * OutOfMemoryError (the JVM ends on it, with status 3), and a file in order beside them is read all the same.
 */
class MutationTest {
  private static final Instant T = Instant.parse("2024-03-01T10:00:00Z");
  private static final int BATCH = 100;
  private static final String[] JVM = {"-Xmx160m", "-XX:+ExitOnOutOfMemoryError"};

  @TempDir
  Path folder;
  private final long seed = Size.seed();
  private final Random random = new Random(seed);
  private final Map<String, Integer> tally = new TreeMap<>();

  /** A file that was tampered with, and what it says now. */
  private record Mutant(Blob blob, String how, byte[] bytes, Oracle oracle) {
  }

  @Test
  void noMutationMakesAWrongRowOrHoldsUpTheRest() throws Exception {
    int wanted = Size.of("MUTATIONS", 500, 10_000);
    for (int batch = 0; batch * BATCH < wanted; batch++) {
      Path home = Files.createDirectory(folder.resolve("batch" + batch));
      List<Mutant> mutants = mutants(batch);
      Blob healthy = blob(9999, Kind.EVENTS_2021, Codec.DEFLATE, 5);
      healthy.writeTo(home.resolve("capture"));
      for (Mutant mutant : mutants) {
        mutant.blob.writeTo(home.resolve("capture"), mutant.bytes);
      }
      boolean keep = batch % 2 == 1;
      Script script = keep ? ReaderProcess.in(home).options(JVM).run("capture", "-o", "out", "--keep")
          : ReaderProcess.in(home).options(JVM).run("capture", "-o", "out");
      String where = "seed " + seed + ", batch " + batch + ": ";
      assertFalse(script.err().contains("OutOfMemory"), where + script.err());
      assertFalse(script.err().contains("\tat "), where + script.err());
      assertEquals(1, script.exit(), where + script.err());
      compare(where, home, mutants, healthy, script.err());
      for (Mutant mutant : mutants) {
        boolean left = Files.exists(home.resolve("capture").resolve(mutant.blob.name()));
        assertEquals(keep || isNamed(mutant, script.err()), left, where + mutant.blob.name() + " " + mutant.how
            + (left ? " was read and is still there" : " was not read and is gone"));
      }
      if (batch % 4 == 0) {
        salvage(where, home, "exact", mutants.stream().filter(m -> !isStreamed(m)).toList());
        salvage(where, home, "streamed", mutants.stream().filter(MutationTest::isStreamed).toList());
      }
      deleteAll(home);
    }
    System.out.println("        mutations, seed " + seed + ": " + tally);
  }

  private List<Mutant> mutants(int batch) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    while (mutants.size() < BATCH) {
      int number = mutants.size();
      Kind kind = Kind.values()[random.nextInt(4)];
      Blob blob = blob(number, kind, Codec.values()[random.nextInt(4)], random.nextInt(3) == 0 ? 1 << 20 : 1 + random.nextInt(6));
      byte[] bytes = blob.bytes();
      StringBuilder how = new StringBuilder(kind + " " + blob.codec());
      byte[] mutated = bytes;
      for (int i = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1; i > 0; i--) {
        mutated = mutate(mutated, how);
      }
      Oracle oracle = Oracle.of(mutated);
      if (!Arrays.equals(bytes, mutated) && oracle.isClear()) {
        mutants.add(new Mutant(blob, how.toString(), mutated, oracle));
      }
    }
    return mutants;
  }

  /** Each in a partition of its own, of devices of its own. */
  private Blob blob(int number, Kind kind, Codec codec, int inBlock) {
    List<Event> events = new ArrayList<>();
    int count = 3 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      Instant time = T.plus(Duration.ofSeconds(7L * i));
      Reading reading = CaptureTree.telemetry("mutant-" + number + "-" + i % 3, i);
      Event event = i % 5 == 4 ? Event.rejected(i, time, "text " + i) : Event.of(i, time, reading);
      byte[] body = i % 7 == 6 ? CaptureTree.gzip(event.body()) : event.body();
      events.add(new Event(i, time, event.key(), i % 2 == 0 ? Map.of() : Map.of("site", "north"), body, event.readings()));
    }
    return new Blob("ns", "hub", Integer.toString(number), T, kind, codec, inBlock, events);
  }

  private byte[] mutate(byte[] bytes, StringBuilder how) {
    byte[] out = bytes.clone();
    int header = Math.max(1, Math.min(out.length, 520));
    int at = random.nextInt(4) == 0 || out.length <= header ? random.nextInt(out.length)
        : header + random.nextInt(out.length - header);
    int length = 1 + random.nextInt(random.nextInt(3) == 0 ? 200 : 8);
    int end = Math.min(out.length, at + length);
    switch (random.nextInt(9)) {
      case 0 -> {
        how.append(", cut to ").append(at);
        return Arrays.copyOf(out, Math.max(1, at));
      }
      case 1 -> {
        how.append(", bytes ").append(at).append("..").append(end).append(" taken out");
        System.arraycopy(bytes, end, out, at, out.length - end);
        return Arrays.copyOf(out, Math.max(1, out.length - (end - at)));
      }
      case 2 -> {
        how.append(", bytes ").append(at).append("..").append(end).append(" doubled");
        byte[] more = Arrays.copyOf(out, out.length + end - at);
        System.arraycopy(bytes, at, more, end, bytes.length - at);
        return more;
      }
      case 3 -> {
        how.append(", bytes ").append(at).append("..").append(end).append(" shuffled");
        for (int i = at; i < end; i++) {
          int other = at + random.nextInt(end - at);
          byte b = out[i];
          out[i] = out[other];
          out[other] = b;
        }
      }
      case 4 -> {
        how.append(", bytes ").append(at).append("..").append(end).append(" random");
        for (int i = at; i < end; i++) {
          out[i] = (byte) random.nextInt();
        }
      }
      case 5 -> {
        byte value = (byte) (random.nextBoolean() ? 0 : 0xff);
        how.append(", bytes ").append(at).append("..").append(end).append(" all ").append(value);
        Arrays.fill(out, at, end, value);
      }
      case 6 -> {
        int tail = 1 + random.nextInt(40);
        how.append(", ").append(tail).append(" bytes more at the end");
        out = Arrays.copyOf(out, out.length + tail);
      }
      default -> {
        int bit = random.nextInt(8);
        how.append(", bit ").append(bit).append(" of byte ").append(at).append(" flipped");
        out[at] ^= (byte) (1 << bit);
      }
    }
    return out;
  }

  private static boolean isNamed(Mutant mutant, String err) {
    return err.contains(mutant.blob.name());
  }

  private void compare(String where, Path home, List<Mutant> mutants, Blob healthy, String err) throws IOException {
    Map<String, List<Map<String, String>>> want = new TreeMap<>();
    int rejects = 0;
    for (Mutant mutant : mutants) {
      boolean named = isNamed(mutant, err);
      assertEquals(!mutant.oracle.isWhole(), named, where + mutant.blob.name() + " " + mutant.how + ": "
          + (named ? "whole, and named" : "damaged (" + mutant.oracle.why() + "), and not named"));
      count(named ? "damaged and named" : "whole and read");
      if (!named) {
        rejects += add(want, mutant.oracle.events());
      }
    }
    rejects += add(want, truth(healthy));
    List<String> missing = lines(want);
    List<String> extra = lines(found(home.resolve("out")));
    lines(found(home.resolve("out"))).forEach(missing::remove);
    lines(want).forEach(extra::remove);
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new AssertionError(where + "rows missing " + missing + "; rows too many " + extra + "; read, though tampered with: "
          + mutants.stream().filter(m -> !isNamed(m, err)).map(m -> m.blob.name() + " " + m.how).toList());
    }
    assertEquals(rejects, Truth.rejects(home.resolve("out")).size(), where + "rejected events");
  }

  /** Adds an event's rows to those of their devices; tells how many events have none. */
  private static int add(Map<String, List<Map<String, String>>> to, List<List<Map<String, String>>> events) {
    int rejects = 0;
    for (List<Map<String, String>> rows : events) {
      rejects += rows.isEmpty() ? 1 : 0;
      rows.forEach(row -> to.computeIfAbsent(row.get("id"), d -> new ArrayList<>()).add(row));
    }
    return rejects;
  }

  private static List<List<Map<String, String>>> truth(Blob blob) {
    List<List<Map<String, String>>> events = new ArrayList<>();
    for (Event event : blob.events()) {
      List<Map<String, String>> rows = new ArrayList<>();
      for (Reading reading : event.readings()) {
        Map<String, String> row = new LinkedHashMap<>();
        reading.fields().forEach((name, cell) -> row.put(name, text(cell)));
        rows.add(row);
      }
      events.add(rows);
    }
    return events;
  }

  private static String text(Cell cell) {
    return cell.text();
  }

  private static Map<String, List<Map<String, String>>> found(Path out) throws IOException {
    Map<String, List<Map<String, String>>> found = new TreeMap<>();
    Truth.read(out).forEach((device, records) -> {
      for (List<String> fields : records.subList(1, records.size())) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int c = 0; c < fields.size(); c++) {
          row.put(records.get(0).get(c), fields.get(c));
        }
        found.computeIfAbsent(device, d -> new ArrayList<>()).add(row);
      }
    });
    return found;
  }

  /** Without regard to the order of rows, which a tampered number may change, and of columns. */
  private static List<String> lines(Map<String, List<Map<String, String>>> rows) {
    return new ArrayList<>(rows.values().stream().flatMap(List::stream).map(Truth::text).toList());
  }

  /** Whether a block may have given wrong bytes before its damage shows: these codecs have no checksum. */
  private static boolean isStreamed(Mutant mutant) {
    return mutant.blob.codec() == Codec.DEFLATE || mutant.blob.codec() == Codec.ZSTANDARD;
  }

  /** Of what is damaged, --salvage takes all that is surely whole, and nothing that was not there where that can be told. */
  private void salvage(String where, Path home, String name, List<Mutant> mutants) throws Exception {
    Path capture = home.resolve("damaged " + name);
    for (Mutant mutant : mutants) {
      mutant.blob.writeTo(capture, mutant.bytes);
    }
    Script script = ReaderProcess.in(home).options(JVM).run(capture.toString(), "-o", name, "--salvage", "--keep");
    assertFalse(script.err().contains("OutOfMemory") || script.err().contains("\tat "), where + script.err());
    assertEquals(1, script.exit(), where + "--salvage: " + script.err());
    List<String> got = new ArrayList<>(Truth.allRows(home.resolve(name)));
    count("salvaged rows", got.size());
    for (Mutant mutant : mutants) {
      for (String sure : texts(mutant.oracle.events().subList(0, mutant.oracle.sureEvents()))) {
        assertTrue(got.remove(sure), where + "--salvage lost " + sure + " of " + mutant.blob.name() + " " + mutant.how);
      }
      texts(mutant.oracle.events().subList(mutant.oracle.sureEvents(), mutant.oracle.events().size())).forEach(got::remove);
    }
    assertTrue(got.isEmpty() || mutants.stream().anyMatch(MutationTest::isStreamed), where + "--salvage made these up: " + got);
  }

  private static List<String> texts(List<List<Map<String, String>>> events) {
    return events.stream().flatMap(List::stream).map(Truth::text).toList();
  }

  private void count(String what) {
    count(what, 1);
  }

  private void count(String what, int howMany) {
    tally.merge(what, howMany, Integer::sum);
  }

  private static void deleteAll(Path home) throws IOException {
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
