//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Cell;
import support.CaptureTree.Event;
import support.CaptureTree.Reading;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** A file system that is full, at whatever it was writing: one line; and with more room the next run goes on. */
class DiskFullTest {
  private static final List<Blob> BLOBS = CaptureTree.telemetry(11, 4, 20, 200, 40);
  /** A small file system of its own, that is gone with the process; it is made larger for the second run. */
  private static final String TWO_RUNS = """
      mkdir small && mount -t tmpfs -o size=$1 tmpfs small || exit 99
      shift
      "$@"; first=$?
      mount -o remount,size=100m small && "$@" >&2; second=$?
      cp -r small copy
      echo "$first $second"
      """;

  private static final Instant T = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir
  Path folder;

  /** The same while files get another column: all rows of before are safe, whatever a thread was at. */
  private static final String WIDENING = """
      mkdir small && mount -t tmpfs -o size=100m tmpfs small || exit 99
      room=$1; shift
      "$@" && cp -r late/. capture/ && mount -o remount,size=$(($(df -k --output=used small | tail -1) + room))k small
      "$@"; first=$?
      mount -o remount,size=100m small && "$@" >&2; second=$?
      cp -r small copy
      echo "$first $second"
      """;

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28})
  void aNewColumnThatFindsNoRoomCostsNothing(int kilobytes) throws Exception {
    List<Blob> blobs = new ArrayList<>();
    for (boolean isWider : new boolean[] {false, true}) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 4_500; i++) {
        long number = blobs.size() * 10_000L + i;
        Map<String, Cell> fields = new LinkedHashMap<>();
        fields.put("id", Cell.string("device-" + i % 150));
        fields.put("v", Cell.plain(Long.toString(number)));
        if (isWider) {
          fields.put("new", Cell.plain("1"));
        }
        events.add(Event.of(number, T.plusMillis(number), new Reading("device-" + i % 150, fields)));
      }
      blobs.add(Blob.of(T.plusSeconds(300L * blobs.size()), events));
      blobs.get(blobs.size() - 1).writeTo(folder.resolve(isWider ? "late" : "capture"));
    }
    Script script = ReaderProcess.in(folder).under("unshare", "--mount", "sh", "-c", WIDENING, "sh", Integer.toString(kilobytes))
        .options("-XX:ActiveProcessorCount=4").run("capture", "-o", "small/out", "--quiet");
    assumeTrue(script.exit() != 99 && !script.err().startsWith("unshare:"), "optional: no file system can be mounted here: " + script.err());
    assertTrue(script.out().matches("(?s).*\\b[01] 0\n"), script.out() + script.err()); // how much room is enough is for the threads to say
    Truth.of(blobs).check(folder.resolve("copy/out"));
  }

  /** With many processors, many threads wait for each other; file sizes are limited, for lack of a small file system. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 16})
  void aWriteThatFailsEndsItHoweverManyProcessorsThereAre(int processors) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      String wider = i % 5_000 == 4_999 ? ", \"f" + i + "\": 1" : "";
      events.add(new Event(i, T.plusMillis(i), null, Map.of(), CaptureTree.bytes("{\"id\": \"d" + i % 2 + "\", \"value\": " + i
          + wider + "}"), List.of()));
    }
    for (int i = 0; i < 40; i++) {
      Blob.of(T.plusSeconds(60L * i), events.subList(i * 1000, i * 1000 + 1000)).writeTo(folder.resolve("capture"));
    }
    for (String blocks : List.of("64", "150", "300")) {
      Script script = ReaderProcess.in(folder).under("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh")
          .options("-XX:ActiveProcessorCount=" + processors, "-XX:-UsePerfData").run("capture", "-o", "out" + blocks, "--keep", "--quiet");
      assertEquals(1, script.exit(), script.err());
      assertTrue(script.err().matches("CaptureReader: cannot write out" + blocks + "/d[01]\\.csv: File too large\n"), script.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4k", "16k", "100k", "200k"})
  void theNextRunGoesOn(String size) throws Exception {
    for (String mode : List.of("--keep", "--quiet")) {
      Path home = Files.createDirectory(folder.resolve(mode));
      CaptureTree.write(home.resolve("capture"), BLOBS);
      Script both = ReaderProcess.in(home).under("unshare", "--mount", "sh", "-c", TWO_RUNS, "sh", size).run("capture", "-o",
          "small/out", "--quiet", mode);
      assumeTrue(both.exit() != 99 && !both.err().startsWith("unshare:"), "optional: no file system can be mounted here: " + both.err());
      assertTrue(both.out().endsWith("1 0\n"), both.out() + both.err());
      List<String> said = both.err().lines().filter(line -> line.startsWith("CaptureReader:")).toList();
      assertTrue(said.get(0).contains("cannot write small/out/") && said.get(0).endsWith("No space left on device"), both.err());
      assertEquals(List.of(), said.stream().skip(1).filter(line -> !line.contains("an earlier run")).toList(), both.err());
      Truth.of(BLOBS).check(home.resolve("copy/out"));
      assertEquals(mode.equals("--keep") ? BLOBS.size() : 0, CaptureTree.count(home.resolve("capture")));
    }
  }
}
