///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION How long the words of a JShell session take over a million events, and how much memory
//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
//DEPS org.apache.avro:avro:1.12.1
//DEPS org.jline:jline:3.30.16
//SOURCES ../lib/explore/Explore.java

import capture.CaptureFileWriter;
import capture.CaptureName;
import capture.CaptureNameFormat;
import capture.CapturedEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import explore.By;
import explore.Counts;
import explore.Description;
import explore.Devices;
import explore.Events;
import explore.Export;
import explore.Frames;
import explore.Histogram;
import explore.Latency;
import explore.Plot;
import explore.Preview;
import explore.Rates;
import explore.Scan;
import explore.Schema;
import explore.Sequences;
import explore.Sizes;
import explore.Timeline;
import hub.Reading;
import hub.Telemetry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jline.builtins.Options;

/**
 * Makes the captures once, then asks in processes with the options of jshell-startup.jsh: the questions in 512 MB, frame()
 * in 1 GB, and the peer, stock Avro and Jackson databind, one file after the other, in what it likes. The answers of both
 * are compared before a time is told.
 */
class ExploreBench {
  private static final String USAGE = """
      Usage: ExploreBench.java [OPTIONS]
      How long the words take over many events, after one warm-up, and how much memory.

           --events=N        how many (default=1000000)
           --runs=N          of each question, after one that does not count (default=5)
           --data=DIR        captures that are there already, instead of new ones
        -h --help            this text
      """;
  private static final int DEVICES = 1000;
  private static final int PARTITIONS = 4;
  private static final int EVENTS_IN_FILE = 45_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final int events;
  private final int runs;
  private final Path data;

  private ExploreBench(Options parsed) {
    events = parsed.getNumber("events");
    runs = parsed.getNumber("runs");
    data = parsed.isSet("data") ? Path.of(parsed.get("data")) : null;
  }

  public static void main(String... args) throws Exception {
    if (args.length == 3 && args[0].equals("ask")) {
      questions(Path.of(args[1]), Integer.parseInt(args[2]));
    } else if (args.length == 3 && args[0].equals("frame")) {
      time("frame()", Path.of(args[1]), Integer.parseInt(args[2]), scan -> Frames.of(scan).height());
      memory();
    } else if (args.length == 3 && args[0].equals("peer")) {
      peer(Path.of(args[1]), Integer.parseInt(args[2]));
    } else {
      Options parsed = Options.compile(USAGE, name -> null).parse(args);
      if (parsed.isSet("help")) {
        System.out.print(USAGE);
      } else {
        new ExploreBench(parsed).run();
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    Path made = data == null ? Files.createTempDirectory("explore-bench-") : data;
    if (data == null) {
      write(made, events);
    }
    long bytes;
    try (Stream<Path> files = Files.walk(made)) {
      bytes = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
    System.out.printf(Locale.ROOT, "%d processors, Java %s, %s %s; %,d bytes of captures%n", Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"), System.getProperty("os.name"), System.getProperty("os.arch"), bytes);
    compare(made);
    child("-Xmx512m", "ask", made);
    child("-Xmx1g", "frame", made);
    child("-Xmx3g", "peer", made);
    if (data == null) {
      try (Stream<Path> files = Files.walk(made)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
      }
    }
  }

  private void child(String heap, String what, Path folder) throws IOException, InterruptedException {
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", heap, "-cp", System.getProperty("java.class.path"),
        "ExploreBench", what, folder.toString(), Integer.toString(runs));
    System.out.println(what.equals("peer") ? "stock Avro and Jackson databind, " + heap : what + ", " + heap);
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(what + " failed");
    }
  }

  private static void write(Path folder, int count) throws IOException {
    Telemetry telemetry = Telemetry.seeded(DEVICES, 1);
    List<Reading> round = List.of();
    int file = 0;
    for (int written = 0; written < count; file++) {
      Instant window = START.plus(WINDOW.multipliedBy(file / PARTITIONS));
      CaptureName name = new CaptureName("bench", "telemetry", Integer.toString(file % PARTITIONS), window);
      Path path = folder.resolve(CaptureNameFormat.DEFAULT.print(name));
      Files.createDirectories(path.getParent());
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path)); CaptureFileWriter writer = new CaptureFileWriter(out)) {
        for (int i = 0; i < EVENTS_IN_FILE && written < count; i++, written++) {
          round = written % DEVICES == 0 ? telemetry.round() : round;
          Reading reading = round.get(written % DEVICES);
          Instant enqueued = window.plusMillis(i * WINDOW.toMillis() / EVENTS_IN_FILE);
          long number = (long) file / PARTITIONS * EVENTS_IN_FILE + i;
          writer.write(new CapturedEvent(null, number, Long.toString(number * 240), enqueued, Map.of("x-opt-enqueued-time",
              enqueued.toEpochMilli(), "x-opt-partition-key", reading.id()), Map.of(), Telemetry.json(reading)));
        }
      }
    }
  }

  private interface Question {
    Object ask(Scan scan) throws Exception;
  }

  private static void questions(Path folder, int runs) throws Exception {
    Map<String, Question> questions = new LinkedHashMap<>();
    questions.put("describe()", Description::of);
    questions.put("schema()", Schema::of);
    questions.put("count(\"temperature\")", scan -> Counts.of(scan, "temperature"));
    questions.put("devices()", Devices::of);
    questions.put("rate(\"1m\")", scan -> Rates.of(scan, Duration.ofMinutes(1)));
    questions.put("latency()", scan -> Latency.of(scan, null));
    questions.put("gaps(), duplicates()", Sequences::of);
    questions.put("sizes()", Sizes::of);
    questions.put("sample(10)", scan -> Preview.sample(scan, 10));
    questions.put("timeline()", scan -> Timeline.of(scan, 67));
    questions.put("histogram(\"uv\")", scan -> Histogram.of(scan, "uv"));
    questions.put("plot(\"uv\")", scan -> Plot.of(scan, "uv", null).print(80, true));
    questions.put("plot(\"uv\", by(\"temperature\"))", scan -> Plot.of(scan, "uv", new By("temperature")).print(80, true));
    for (Map.Entry<String, Question> q : questions.entrySet()) {
      time(q.getKey(), folder, runs, q.getValue());
    }
    Path out = Files.createTempFile("explore", ".out");
    time("csv(path)", folder, 1, scan -> Export.csv(scan, out));
    time("jsonl(path)", folder, 1, scan -> Export.jsonl(scan, out));
    Files.delete(out);
    memory();
  }

  private static void time(String word, Path folder, int runs, Question question) throws Exception {
    Events events = Events.open(folder.toString(), Map.of());
    long[] nanos = new long[runs];
    for (int run = -1; run < runs; run++) {
      long start = System.nanoTime();
      question.ask(events.scan());
      if (run >= 0) {
        nanos[run] = System.nanoTime() - start;
      }
    }
    tell(word, nanos);
  }

  private static void tell(String word, long[] nanos) {
    double median = Arrays.stream(nanos).sorted().skip(nanos.length / 2).findFirst().orElse(0) / 1e9;
    System.out.printf(Locale.ROOT, "  %-32s %6.2f s   of %s%n", word, median, String.join(" ",
        Arrays.stream(nanos).mapToObj(n -> String.format(Locale.ROOT, "%.2f", n / (double) TimeUnit.SECONDS.toNanos(1))).toList()));
  }

  /** The process's largest size so far, where the system tells it. */
  private static void memory() throws IOException {
    Path status = Path.of("/proc/self/status");
    String peak = Files.isReadable(status)
        ? Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).findFirst().orElse("").replaceAll("\\D", "") : "";
    System.out.printf(Locale.ROOT, "  whole process at its largest: %s%n", peak.isEmpty() ? "not told here" : Long.parseLong(peak) / 1024 + " MB");
  }

  /** The numbers of each field, read with the libraries alone. */
  private static Map<String, List<Double>> numbers(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, List<Double>> numbers = new HashMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(f -> f.toString().endsWith(".avro")).sorted().toList();
    }
    for (Path file : files) {
      try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        GenericRecord record = null;
        while (reader.hasNext()) {
          record = reader.next(record);
          ByteBuffer body = (ByteBuffer) record.get("Body");
          JsonNode object = json.readTree(body.array(), body.position(), body.remaining());
          object.properties().forEach(f -> {
            if (f.getValue().isNumber()) {
              numbers.computeIfAbsent(f.getKey(), n -> new ArrayList<>()).add(f.getValue().doubleValue());
            }
          });
        }
      }
    }
    return numbers;
  }

  private static String describe(Map<String, List<Double>> numbers) {
    StringBuilder out = new StringBuilder();
    numbers.keySet().stream().sorted().forEach(field -> {
      double[] n = numbers.get(field).stream().mapToDouble(d -> d).sorted().toArray();
      out.append(line(field, n.length, n[0], Arrays.stream(n).sum() / n.length, percentile(n, 0.5), percentile(n, 0.95), n[n.length - 1]));
    });
    return out.toString();
  }

  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    double below = sorted[(int) place];
    return below + (sorted[Math.min(sorted.length - 1, (int) place + 1)] - below) * (place - (int) place);
  }

  private static String line(Object... cells) {
    return String.format(Locale.ROOT, "%s %d %.9g %.9g %.9g %.9g %.9g%n", cells);
  }

  private static void compare(Path folder) throws IOException, InterruptedException {
    StringBuilder ours = new StringBuilder();
    Scan scan = Events.open(folder.toString(), Map.of()).scan();
    Description.of(scan).fields().stream().sorted(java.util.Comparator.comparing(Description.Field::name))
        .forEach(f -> ours.append(line(f.name(), f.count(), f.min(), f.mean(), f.p50(), f.p95(), f.max())));
    String theirs = describe(numbers(folder));
    if (!ours.toString().equals(theirs)) {
      throw new IllegalStateException("the answers differ:\n" + ours + theirs);
    }
    System.out.printf(Locale.ROOT, "%,d events; describe() is the same by both ways%n", scan.count());
  }

  private static void peer(Path folder, int runs) throws Exception {
    long[] nanos = new long[runs];
    for (int run = -1; run < runs; run++) {
      long start = System.nanoTime();
      describe(numbers(folder));
      if (run >= 0) {
        nanos[run] = System.nanoTime() - start;
      }
    }
    tell("describe()", nanos);
    Events events = Events.open(folder.toString(), Map.of());
    for (int run = -1; run < runs; run++) {
      long start = System.nanoTime();
      Description.of(events.scan());
      if (run >= 0) {
        System.out.printf(Locale.ROOT, "%s%.1f", run == 0 ? "  ours in the same process, times as fast: " : " ",
            nanos[run] / (double) (System.nanoTime() - start));
      }
    }
    System.out.println();
  }
}
