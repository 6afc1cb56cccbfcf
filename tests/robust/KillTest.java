//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** {@code kill -9} at any instant, over a capture of 200 blobs: every row is in its file once, in its place. */
class KillTest {
  private static final List<Blob> BLOBS = CaptureTree.telemetry(7, 4, 50, 400, 40);
  private static final Truth TRUTH = Truth.of(BLOBS);
  /** At least one kill in so many must come amid the work; those that do not are tried again, so often at most. */
  private static final int AMIDST = 4;
  private static final int TRIES = 20;

  @TempDir
  Path folder;
  private final long seed = Size.seed();
  private final Random random = new Random(seed);
  private long undisturbedNanos;
  private long undisturbedBytes;

  @Test
  void killedAtAnyInstantItGoesOnWhereItWasAndDeletesWhatItRead() throws Exception {
    killManyTimes(Size.of("KILLS", 12, 200));
  }

  @Test
  void killedAtAnyInstantItGoesOnWhereItWasAndKeepsWhatItRead() throws Exception {
    killManyTimes(Size.of("KILLS", 12, 200), "--keep");
  }

  @Test
  void killedWithTheLauncherItGoesOnToo() throws Exception {
    Path capture = folder.resolve("capture");
    CaptureTree.write(capture, BLOBS);
    for (int i = 0; i < Size.of("LAUNCHER_KILLS", 2, 20); i++) {
      Process process = Script.start(folder, Map.of(), "CaptureReader.java", "capture", "--quiet");
      int wanted = 1 + random.nextInt(60);
      ReaderProcess.await("rows", () -> Truth.count(folder.resolve("devices")) >= wanted, process::isAlive, () -> "");
      process.destroyForcibly().waitFor(); // JBang's launcher has become the JVM
    }
    Script last = Script.run(folder, "CaptureReader.java", "capture");
    assertEquals(0, last.exit(), last.err());
    TRUTH.check(folder.resolve("devices"));
  }

  private void killManyTimes(int kills, String... mode) throws Exception {
    Map<String, String> want = undisturbed(mode);
    int done = 0;
    int amidst = 0;
    for (int life = 0; done < kills || amidst * AMIDST < kills; life++) {
      assertTrue(done < kills * TRIES, "of " + done + " kills only " + amidst + " hit a reader at work: the test proves little");
      Path home = Files.createDirectory(folder.resolve("life" + life));
      linkCapture(home);
      for (int i = random.nextInt(12); i >= 0 && killed(home, mode); i--) {
        done++;
        amidst += isAmidst(home) ? 1 : 0;
      }
      Script last = run(home, mode);
      String where = "seed " + seed + ", life " + life + " after " + done + " kills: ";
      assertEquals(0, last.exit(), where + last.err());
      check(home, where, mode.length > 0, want);
      deleteAll(home);
    }
    System.out.printf("        %d kills %s, %d of them amid the work, seed %d%n", done, List.of(mode), amidst, seed);
  }

  /** The capture as links to one copy of it; the reader deletes files, and never writes into them. */
  private void linkCapture(Path home) throws IOException {
    Path copy = folder.resolve("copy");
    if (Files.notExists(copy)) {
      CaptureTree.write(copy, BLOBS);
    }
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path link = home.resolve("capture").resolve(copy.relativize(file).toString());
        Files.createDirectories(link.getParent());
        Files.createLink(link, file);
      }
    }
  }

  private static Script run(Path home, String... mode) throws Exception {
    return ReaderProcess.run(home, ReaderProcess.captureToOut(mode));
  }

  /** What a run makes that nobody kills; it must be right itself. */
  private Map<String, String> undisturbed(String... mode) throws Exception {
    Path home = Files.createDirectory(folder.resolve("undisturbed"));
    linkCapture(home);
    run(home, mode); // the first start of all is slow
    deleteAll(home);
    linkCapture(home);
    long start = System.nanoTime();
    Script script = run(home, mode);
    undisturbedNanos = System.nanoTime() - start;
    undisturbedBytes = bytes(home);
    assertEquals(0, script.exit(), script.err());
    TRUTH.check(home.resolve("out"));
    assertEquals(mode.length > 0 ? BLOBS.size() : 0, CaptureTree.count(home.resolve("capture")));
    return Truth.snapshot(home.resolve("out"));
  }

  /** Whether a run was killed before it ended by itself. */
  private boolean killed(Path home, String... mode) throws Exception {
    try (ReaderProcess reader = ReaderProcess.in(home).start(ReaderProcess.captureToOut(mode))) {
      switch (random.nextInt(3)) {
        case 0 -> reader.process().waitFor(random.nextLong(undisturbedNanos), TimeUnit.NANOSECONDS);
        case 1 -> afterSomeChanges(reader.process(), home);
        default -> afterSomeBytes(reader.process(), home);
      }
      boolean alive = reader.process().isAlive();
      reader.kill();
      if (!alive) {
        Script end = reader.end();
        assertEquals(0, end.exit(), end.err());
      }
      return alive;
    }
  }

  /** Waits until the files were seen to change a random number of times, then a moment that is random too. */
  private void afterSomeChanges(Process process, Path home) throws IOException {
    int changes = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 12);
    long last = fingerprint(home);
    while (process.isAlive() && changes > 0) {
      long now = fingerprint(home);
      changes -= now == last ? 0 : 1;
      last = now;
    }
    LockSupport.parkNanos(random.nextInt(3_000_000));
  }

  /** Waits until a random share of all there will be is written. */
  private void afterSomeBytes(Process process, Path home) {
    long wanted = random.nextLong(undisturbedBytes);
    while (process.isAlive() && bytes(home) < wanted) {
      Thread.onSpinWait();
    }
  }

  private static long bytes(Path home) {
    File[] files = home.resolve("out").toFile().listFiles();
    return files == null ? 0 : Stream.of(files).filter(file -> file.getName().endsWith(".csv")).mapToLong(File::length).sum();
  }

  private static long fingerprint(Path home) throws IOException {
    long print = 0;
    String[] names = home.resolve("out").toFile().list();
    for (String name : names == null ? new String[0] : names) {
      print = print * 31 + name.hashCode() + home.resolve("out").resolve(name).toFile().length();
    }
    return print;
  }

  /** Whether some rows are there and some are not. */
  private boolean isAmidst(Path home) {
    long bytes = bytes(home);
    return bytes > 0 && bytes < undisturbedBytes;
  }

  private static void check(Path home, String where, boolean keep, Map<String, String> want) throws IOException {
    Map<String, String> got = Truth.snapshot(home.resolve("out"));
    assertEquals(want.keySet(), got.keySet(), where + "other files than without a kill");
    for (String name : want.keySet()) {
      if (name.endsWith(".csv")) {
        assertEquals(want.get(name), got.get(name), where + name);
      }
    }
    try {
      TRUTH.check(home.resolve("out"));
    } catch (AssertionError e) {
      throw new AssertionError(where + e.getMessage(), e);
    }
    assertEquals(keep ? BLOBS.size() : 0, CaptureTree.count(home.resolve("capture")), where + "capture files left");
  }

  private static void deleteAll(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(home) || !file.endsWith("undisturbed")) {
          Files.delete(file);
        }
      }
    }
  }
}
