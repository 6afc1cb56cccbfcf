import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of a command took, its start and the processes it started included.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds user and system, as the shell's {@code times} (POSIX) tells of its children once they ended; in steps
 *     of 0.01 s
 * @param peakMegabytes resident memory of the largest of its processes at its largest: VmHWM in /proc, asked every {@value
 *     #POLL_MILLIS} ms, so that growth just before the end is missed; 0 where there is no /proc
 */
record BenchRun(double wallSeconds, double cpuSeconds, double peakMegabytes) {
  private static final long POLL_MILLIS = 5;
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s");

  /**
   * Runs a command to its end.
   *
   * @throws IOException if it fails, with what it said
   */
  static BenchRun of(List<String> command) throws IOException, InterruptedException {
    Path said = Files.createTempFile("bench", ".said");
    Path times = Files.createTempFile("bench", ".times");
    List<String> words = new ArrayList<>(List.of("sh", "-c", "\"$@\"; s=$?; times >\"$0\"; exit $s", times.toString()));
    words.addAll(command);
    try {
      BenchRun run = timed(new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile()), said);
      return new BenchRun(run.wallSeconds, cpuSeconds(Files.readString(times)), run.peakMegabytes);
    } finally {
      Files.deleteIfExists(said);
      Files.deleteIfExists(times);
    }
  }

  /** All but the CPU time. */
  private static BenchRun timed(ProcessBuilder builder, Path said) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    long peak = 0;
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peakKilobytes(process.pid()));
    }
    double wall = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException("exit status " + process.exitValue() + ": " + Files.readString(said).strip());
    }
    return new BenchRun(wall, 0, peak / 1024.0);
  }

  /** The second line of {@code times}, two durations, is of the shell's children. */
  private static double cpuSeconds(String times) {
    Matcher found = TIMES.matcher(times.substring(times.indexOf('\n')));
    double seconds = 0;
    while (found.find()) {
      seconds += Integer.parseInt(found.group(1)) * 60 + Double.parseDouble(found.group(2));
    }
    return seconds;
  }

  /** The largest of a process and those it started, so far; 0 of those that are gone. */
  private static long peakKilobytes(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      long peak = Files.readAllLines(process.resolve("status")).stream().filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
      String children = Files.readString(process.resolve("task/" + pid + "/children")).strip();
      for (String child : children.isEmpty() ? new String[0] : children.split(" ")) {
        peak = Math.max(peak, peakKilobytes(Long.parseLong(child)));
      }
      return peak;
    } catch (IOException e) {
      return 0; // it ended, or this is not Linux
    }
  }

  /** What the runs are on: processor, cores, memory, system, Java. */
  static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String cpu = Files.exists(info) ? Files.readAllLines(info).stream().filter(line -> line.startsWith("model name"))
        .map(line -> line.replaceFirst(".*: ", "")).findFirst().orElse("unknown CPU") : "unknown CPU";
    long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    return String.format(Locale.ROOT, "%s, %d cores, %.1f GB, %s %s, Java %s", cpu, Runtime.getRuntime().availableProcessors(),
        memory / 1e9, System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("java.version"));
  }
}
