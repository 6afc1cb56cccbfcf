//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.ReaderProcess;
import support.Script;

/** Many more devices than a process may have open files, in 300 MB. */
class ManyDevicesTest {
  private static final long MOST_KILOBYTES = 300_000;

  @TempDir
  Path folder;

  @Test
  void eachHasItsRowsHoweverFewFilesMayBeOpen() throws Exception {
    int devices = Size.of("DEVICES", 10_000, 100_000);
    for (int window = 0; window < 2; window++) {
      int round = window;
      Bodies.blob(window, IntStream.range(0, devices).mapToObj(i -> "{\"id\":\"device-" + i + "\",\"v\":" + round + "}")
          .toArray(String[]::new)).writeTo(folder.resolve("capture"));
    }
    long peak = 0;
    try (ReaderProcess reader = ReaderProcess.in(folder).under("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh").start("capture", "-o",
        "out", "--quiet")) {
      while (reader.process().isAlive()) {
        peak = Math.max(peak, peakKilobytes(reader.process()));
      }
      Script script = reader.end();
      assertEquals(0, script.exit(), script.err());
      assertTrue(script.out().contains(2 * devices + " events, " + devices + " devices"), script.out());
    }
    System.out.printf("        %d devices in %d MB%n", devices, peak / 1000);
    assertTrue(peak <= MOST_KILOBYTES, peak + " KB");
    for (int i = 0; i < devices; i++) {
      String id = "device-" + i;
      assertEquals("id,v\n" + id + ",0\n" + id + ",1\n", Files.readString(folder.resolve("out/" + id + ".csv")));
    }
  }

  /** The most memory a process ever had; 0 where the system does not tell. */
  private static long peakKilobytes(Process process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // it has ended
    }
  }
}
