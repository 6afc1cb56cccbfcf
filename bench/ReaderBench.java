///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION How long CaptureReader takes over a million events, and the plain way with stock Avro and Jackson
//DEPS org.apache.avro:avro:1.12.1
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
//DEPS org.jline:jline:3.30.16
//SOURCES BenchCaptures.java
//SOURCES BenchRun.java
//SOURCES ReaderPeer.java
//SOURCES SameRows.java
//SOURCES ../tests/support/ReaderProcess.java
//SOURCES ../tests/support/Script.java
//RUNTIME_OPTIONS -XX:+UseSerialGC

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jline.builtins.Options;
import support.ReaderProcess;
import support.Script;

/**
 * Makes captures, has each way turn them into device files, compares what came out, and only then times the ways, one
 * after the other in each round: whole processes, the start of their JVM included. What they wrote is removed at the end
 * only, for some file systems make new files dear after many were deleted.
 */
class ReaderBench {
  private static final String USAGE = """
      Usage: ReaderBench.java [OPTIONS]
      How long CaptureReader takes over many events, in which memory, and how the plain
      way does, by stock Avro and Jackson on one thread. To be run in the project's
      folder; a million events need about 6 GB of temporary files.

           --events=N        how many (default=1000000)
           --rounds=N        how often each way is timed (default=3)
           --sets=A,B        which captures (default=many,one,deflate)
                             many: 24 files; one: a file; deflate: 24 files,
                             compressed; large: 120 files, 5 times the events
        -h --help            this text

      Exit status: 0 done, 1 the results differ or a way failed, 2 wrong usage.
      """;
  private static final String PEER = "stock Avro, Jackson";
  private static final String KEEP = "reader --keep";
  private static final String DEFAULT = "reader";
  private static final String JBANG = "./jbang ... --keep";
  private static final List<String> WAYS = List.of(PEER, KEEP, DEFAULT, JBANG);

  private final int events;
  private final int rounds;
  private final Map<String, BenchCaptures> sets = new LinkedHashMap<>();

  public static void main(String... args) throws InterruptedException {
    System.exit(run(args));
  }

  private static int run(String... args) throws InterruptedException {
    ReaderBench bench;
    try {
      Options parsed = Options.compile(USAGE, name -> null).parse(args);
      if (parsed.isSet("help")) {
        System.out.print(USAGE);
        return 0;
      }
      bench = new ReaderBench(parsed);
    } catch (IllegalArgumentException e) {
      System.err.println("ReaderBench: " + e.getMessage().replaceFirst("^ReaderBench: ", "") + " (--help tells more)");
      return 2;
    }
    try {
      bench.call();
      return 0;
    } catch (IOException e) {
      System.err.println("ReaderBench: " + e.getMessage());
      return 1;
    }
  }

  private ReaderBench(Options parsed) {
    if (!Files.exists(Script.PROJECT.resolve("CaptureReader.java"))) {
      throw new IllegalArgumentException("no CaptureReader.java in " + Script.PROJECT + ": run it in the project's folder");
    }
    events = number(parsed, "events", BenchCaptures.DEVICES);
    rounds = number(parsed, "rounds", 1);
    for (String name : parsed.get("sets").split(",")) {
      sets.put(name, set(name));
    }
  }

  private static int number(Options parsed, String name, int least) {
    int number = parsed.getNumber(name);
    if (number < least) {
      throw new IllegalArgumentException("--" + name + " is to be " + least + " or more, not " + number);
    }
    return number;
  }

  private BenchCaptures set(String name) {
    return switch (name) {
      case "many" -> new BenchCaptures(events, 4, 6, false);
      case "one" -> new BenchCaptures(events, 1, 1, false);
      case "deflate" -> new BenchCaptures(events, 4, 6, true);
      case "large" -> new BenchCaptures(Math.multiplyExact(events, 5), 4, 30, false);
      default -> throw new IllegalArgumentException("'" + name + "' is no set");
    };
  }

  private void call() throws IOException, InterruptedException {
    Path temp = Files.createTempDirectory("reader-bench-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(temp)));
    System.out.println(BenchRun.machine() + "; rounds: " + rounds + "; medians, each run in brackets");
    for (Map.Entry<String, BenchCaptures> set : sets.entrySet()) {
      Path captures = temp.resolve(set.getKey());
      set.getValue().write(captures);
      int files = files(captures).size();
      System.out.printf(Locale.ROOT, "%n%s: %,d bytes, %,d events in %d file%s%n", set.getKey(), bytes(captures),
          set.getValue().events(), files, files == 1 ? "" : "s");
      compare(captures, set.getValue().events());
      Map<String, List<BenchRun>> runs = WAYS.stream().collect(Collectors.toMap(way -> way, way -> new ArrayList<>()));
      for (int round = 1; round <= rounds; round++) {
        for (String way : WAYS) {
          runs.get(way).add(time(way, captures, output(captures, way, round)));
        }
      }
      tell(runs);
    }
  }

  private static Path output(Path captures, String way, int round) {
    return captures.resolveSibling(captures.getFileName() + "-" + WAYS.indexOf(way) + "-" + round);
  }

  private void compare(Path captures, int expectedRows) throws IOException, InterruptedException {
    for (String way : WAYS) {
      time(way, captures, output(captures, way, 0));
      SameRows.Count same = same(way, output(captures, PEER, 0), output(captures, way, 0));
      if (same.rows() != expectedRows) {
        throw new IOException(way + ": " + same.rows() + " rows of " + expectedRows + " events");
      }
      if (way.equals(JBANG)) {
        System.out.printf(Locale.ROOT, "  the same by all %d ways: %,d devices, %,d rows in order, %.1f%% of them to the letter%n",
            WAYS.size(), same.devices(), same.rows(), 100.0 * same.equalText() / same.rows());
      }
    }
  }

  private static SameRows.Count same(String way, Path expected, Path found) throws IOException {
    try {
      return SameRows.compare(expected, found);
    } catch (IOException e) {
      throw new IOException(way + ": " + e.getMessage(), e);
    }
  }

  /** Runs a way; the one that deletes gets links to the captures, made before. */
  private BenchRun time(String way, Path captures, Path output) throws IOException, InterruptedException {
    Path input = way.equals(DEFAULT) ? links(captures, output.resolveSibling(output.getFileName() + "-in")) : captures;
    try {
      return BenchRun.of(command(way, input.toString(), output.toString()));
    } catch (IOException e) {
      throw new IOException(way + ": " + e.getMessage(), e);
    }
  }

  private static List<String> command(String way, String input, String output) throws IOException {
    List<String> words = new ArrayList<>();
    if (way.equals(PEER)) {
      words.addAll(List.of(ReaderProcess.command().get(0), "-cp", System.getProperty("java.class.path"), "ReaderPeer", input, output));
      return words;
    }
    words.addAll(way.equals(JBANG) ? List.of(Script.PROJECT.resolve("jbang").toString(),
        Script.PROJECT.resolve("CaptureReader.java").toString()) : ReaderProcess.command());
    words.addAll(List.of(input, "--output", output, "--quiet"));
    words.addAll(way.equals(DEFAULT) ? List.of() : List.of("--keep"));
    return words;
  }

  private static Path links(Path captures, Path to) throws IOException {
    for (Path file : files(captures)) {
      Path link = to.resolve(captures.relativize(file));
      Files.createDirectories(link.getParent());
      Files.createLink(link, file);
    }
    return to;
  }

  private void tell(Map<String, List<BenchRun>> runs) {
    for (String way : WAYS) {
      List<BenchRun> of = runs.get(way);
      System.out.printf(Locale.ROOT, "  %-19s  wall %s   CPU %s   peak %s%n", way, figures("%.2f", " s", values(of, BenchRun::wallSeconds)),
          figures("%.2f", " s", values(of, BenchRun::cpuSeconds)), figures("%.0f", " MB", values(of, BenchRun::peakMegabytes)));
    }
    for (String way : WAYS.subList(1, WAYS.size())) {
      System.out.printf(Locale.ROOT, "  %-19s  faster than %s: %s x by wall, %s x by CPU%n", way, PEER,
          ratio(runs, PEER, way, BenchRun::wallSeconds), ratio(runs, PEER, way, BenchRun::cpuSeconds));
    }
    System.out.printf(Locale.ROOT, "  %-19s  longer than %s, waiting for the disk and deleting: %s x by wall%n", DEFAULT, KEEP,
        ratio(runs, DEFAULT, KEEP, BenchRun::wallSeconds));
  }

  private static double[] values(List<BenchRun> runs, ToDoubleFunction<BenchRun> figure) {
    return runs.stream().mapToDouble(figure).toArray();
  }

  /** One way's figures over another's, round by round. */
  private String ratio(Map<String, List<BenchRun>> runs, String over, String under, ToDoubleFunction<BenchRun> figure) {
    return figures("%.2f", "", IntStream.range(0, rounds).mapToDouble(round -> figure.applyAsDouble(runs.get(over).get(round))
        / figure.applyAsDouble(runs.get(under).get(round))).toArray());
  }

  /** The median, and what it is of. */
  private static String figures(String format, String unit, double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return String.format(Locale.ROOT, format, median) + unit + Arrays.stream(values).mapToObj(v -> String.format(Locale.ROOT, format, v))
        .collect(Collectors.joining(" ", " (", ")"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static long bytes(Path folder) throws IOException {
    return files(folder).stream().map(Path::toFile).mapToLong(File::length).sum();
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      System.err.println("ReaderBench: left " + folder + ": " + e.getMessage());
    }
  }
}
