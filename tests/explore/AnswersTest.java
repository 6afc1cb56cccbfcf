//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS de.siegmar:fastcsv:4.4.0
package explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.CapturedEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.dflib.DataFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.Truth;

/** What the words compute, over random captures, against the same computed by {@link Naive} and plain Java. */
class AnswersTest {
  private static final long SEED = new Random().nextLong();
  private static final double CLOSE = 1e-12;

  /** Telemetry in partitions, with duplicates and gaps; and everything that services write and people put into bodies. */
  @TempDir
  static Path telemetry;
  @TempDir
  static Path everything;
  private static final Map<Path, List<Naive.Event>> TRUTH = new LinkedHashMap<>();

  @TempDir
  Path out;

  @BeforeAll
  static void write() throws Exception {
    System.out.println("        captures of seed " + SEED);
    List<Blob> blobs = new ArrayList<>(CaptureTree.telemetry(SEED, 12, 12, 40, 9));
    Random random = new Random(SEED);
    for (int i = 0; i < 12; i++) {
      Blob again = blobs.get(random.nextInt(blobs.size()));
      blobs.add(again.in(again.window().plus(Duration.ofHours(2)).plusSeconds(i))); // captured again
      blobs.remove(random.nextInt(100)); // missing
    }
    blobs.replaceAll(b -> b.events().size() > 3 && random.nextInt(5) == 0 ? without(b, 1) : b);
    CaptureTree.write(telemetry, blobs);
    CaptureTree.write(everything, CaptureTree.everything(SEED, 120));
    for (Path folder : List.of(telemetry, everything)) {
      TRUTH.put(folder, Naive.read(folder));
    }
  }

  private static Blob without(Blob blob, int event) {
    List<CaptureTree.Event> events = new ArrayList<>(blob.events());
    events.remove(event);
    return new Blob(blob.namespace(), blob.hub(), blob.partition(), blob.window(), blob.kind(), blob.codec(), blob.eventsInBlock(), events);
  }

  private interface Check {
    void check(Events events, List<Naive.Event> truth) throws Exception;
  }

  private static void both(Check check) throws Exception {
    for (var folder : TRUTH.entrySet()) {
      assertTrue(folder.getValue().size() > 1000, folder.getKey().toString());
      check.check(Events.open(folder.getKey().toString(), Map.of()), folder.getValue());
    }
  }

  private static Set<String> names(List<Naive.Event> truth) {
    Set<String> names = new java.util.LinkedHashSet<>();
    truth.stream().filter(e -> e.fields() != null).forEach(e -> names.addAll(e.fields().keySet()));
    return names;
  }

  private static double[] numbers(List<Naive.Event> truth, String field) {
    return truth.stream().filter(e -> e.fields() != null && e.fields().containsKey(field) && e.fields().get(field).isNumber())
        .mapToDouble(e -> e.fields().get(field).number()).sorted().toArray();
  }

  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    double below = sorted[(int) Math.floor(place)];
    return below + (sorted[(int) Math.ceil(place)] - below) * (place - Math.floor(place));
  }

  private static void close(double want, double got, String what) {
    assertTrue(want == got || Math.abs(want - got) <= CLOSE * Math.max(Math.abs(want), Math.abs(got)), what + ": " + want + ", " + got);
  }

  @Test
  void describe() throws Exception {
    both((events, truth) -> {
      Description description = Description.of(events.scan());
      List<String> numeric = names(truth).stream().filter(n -> numbers(truth, n).length > 0).toList();
      assertEquals(new HashSet<>(numeric), new HashSet<>(description.fields().stream().map(Description.Field::name).toList()));
      for (Description.Field f : description.fields()) {
        double[] all = numbers(truth, f.name());
        assertEquals(all.length, f.count(), f.name());
        assertEquals(all[0] + 0.0, f.min() + 0.0, f.name());
        assertEquals(all[all.length - 1] + 0.0, f.max() + 0.0, f.name());
        close(Arrays.stream(all).sum() / all.length, f.mean(), f.name());
        close(percentile(all, 0.5), f.p50(), f.name());
        close(percentile(all, 0.95), f.p95(), f.name());
      }
    });
  }

  @Test
  void schema() throws Exception {
    both((events, truth) -> {
      Schema schema = Schema.of(events.scan());
      long objects = truth.stream().filter(e -> e.fields() != null).count();
      assertEquals(truth.size(), schema.events());
      assertEquals(objects, schema.objects());
      assertEquals(List.copyOf(names(truth)), schema.fields().stream().map(Schema.Field::name).toList());
      for (Schema.Field f : schema.fields()) {
        Map<String, Long> types = new HashMap<>();
        Set<String> values = new HashSet<>();
        truth.stream().filter(e -> e.fields() != null && e.fields().containsKey(f.name())).map(e -> e.fields().get(f.name()))
            .forEach(v -> {
              types.merge(v.type(), 1L, Long::sum);
              values.add(Text.cut(Text.plain(v.text()), 24));
            });
        assertEquals(types, f.types(), f.name());
        long present = types.values().stream().mapToLong(n -> n).sum();
        assertEquals(present, f.present());
        close(1 - (double) present / objects, f.missingShare(), f.name());
        assertTrue(values.containsAll(f.examples()) && f.examples().size() <= 3, f.name() + f.examples());
      }
    });
  }

  @Test
  void countOfAField() throws Exception {
    both((events, truth) -> {
      for (String name : names(truth)) {
        Map<String, Long> counts = new HashMap<>();
        truth.forEach(e -> counts.merge(e.fields() == null || !e.fields().containsKey(name) ? null : e.fields().get(name).text(),
            1L, Long::sum));
        Counts got = Counts.of(events.scan(), name);
        assertEquals(counts, got.counts(), name);
        List<Long> sorted = counts.values().stream().sorted(Collections.reverseOrder()).toList();
        assertEquals(sorted.subList(0, Math.min(5, sorted.size())), got.top(5).stream().map(Map.Entry::getValue).toList());
      }
    });
  }

  @Test
  void devices() throws Exception {
    both((events, truth) -> {
      Map<String, List<Naive.Event>> by = new HashMap<>();
      truth.forEach(e -> by.computeIfAbsent(e.device(), d -> new ArrayList<>()).add(e));
      List<Devices.Entry> got = Devices.of(events.scan()).devices();
      assertEquals(by.size(), got.size());
      long last = Long.MAX_VALUE;
      for (Devices.Entry d : got) {
        List<Naive.Event> mine = by.get(d.name());
        assertEquals(mine.size(), d.events());
        assertEquals(mine.stream().map(Naive.Event::enqueued).min(Instant::compareTo).orElseThrow(), d.first());
        assertEquals(mine.stream().map(Naive.Event::enqueued).max(Instant::compareTo).orElseThrow(), d.last());
        assertEquals(mine.stream().map(e -> Integer.valueOf(e.partition())).distinct().sorted().map(String::valueOf).toList(),
            d.partitions());
        assertTrue(d.events() <= last);
        last = d.events();
      }
    });
  }

  @Test
  void rateAndTimeline() throws Exception {
    both((events, truth) -> {
      for (Duration step : List.of(Duration.ofMillis(250), Duration.ofSeconds(7), Duration.ofMinutes(1), Duration.ofHours(1))) {
        Map<Instant, List<Long>> want = new TreeMap<>();
        truth.forEach(e -> want.merge(Instant.ofEpochMilli(Math.floorDiv(e.enqueued().toEpochMilli(), step.toMillis()) * step.toMillis()),
            List.of(1L, (long) e.body().length), (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1))));
        Map<Instant, List<Long>> got = new TreeMap<>();
        Rates.of(events.scan(), step).slots().forEach(s -> got.put(s.start(), List.of(s.events(), s.bytes())));
        assertEquals(want, got);
      }
      for (int columns : new int[] {10, 67, 147}) {
        Rates line = Timeline.of(events.scan(), columns);
        assertTrue(line.slots().size() <= columns, line.slots().size() + " of " + columns);
        long step = line.step().toMillis();
        for (Rates.Slot s : line.slots()) {
          assertEquals(truth.stream().filter(e -> Math.floorDiv(e.enqueued().toEpochMilli(), step) * step == s.start().toEpochMilli())
              .count(), s.events());
        }
        assertEquals(truth.size(), line.slots().stream().mapToLong(Rates.Slot::events).sum());
      }
    });
  }

  @Test
  void latency() throws Exception {
    List<Naive.Event> truth = TRUTH.get(telemetry);
    double[] lags = truth.stream().filter(e -> e.fields() != null).mapToDouble(e -> (e.enqueued().toEpochMilli()
        - LocalDateTime.parse(e.fields().get("timestamp").text().replace(' ', 'T')).toInstant(ZoneOffset.UTC).toEpochMilli()) / 1e3)
        .sorted().toArray();
    Latency got = Latency.of(Events.open(telemetry.toString(), Map.of()).scan(), null);
    assertEquals("timestamp", got.field());
    assertEquals(lags.length, got.count());
    assertEquals(truth.size() - lags.length, got.without());
    assertEquals(lags[0], got.min());
    assertEquals(lags[lags.length - 1], got.max());
    close(Arrays.stream(lags).sum() / lags.length, got.mean(), "mean");
    close(percentile(lags, 0.5), got.p50(), "p50");
    close(percentile(lags, 0.95), got.p95(), "p95");
  }

  @Test
  void gapsAndDuplicates() throws Exception {
    both((events, truth) -> {
      Map<String, TreeMap<Long, Integer>> seen = new TreeMap<>();
      truth.stream().filter(e -> e.sequenceNumber() != null).forEach(e -> seen.computeIfAbsent(e.hub() + " " + e.partition(),
          p -> new TreeMap<>()).merge(e.sequenceNumber(), 1, Integer::sum));
      Set<String> missing = new HashSet<>();
      Map<String, Integer> again = new TreeMap<>();
      seen.forEach((partition, numbers) -> {
        for (long n = numbers.firstKey(); n < numbers.lastKey(); n++) {
          if (!numbers.containsKey(n)) {
            missing.add(partition + " " + n);
          }
        }
        numbers.forEach((n, times) -> again.merge(partition + " " + n, times - 1, Integer::sum));
      });
      again.values().removeIf(n -> n == 0);
      Sequences got = Sequences.of(events.scan());
      assertEquals(missing.size(), got.missing());
      if (missing.size() > 10_000) {
        return; // one by one takes long
      }
      Set<String> gotMissing = new HashSet<>();
      got.gaps().forEach(r -> expand(r).forEach(gotMissing::add));
      Map<String, Integer> gotAgain = new TreeMap<>();
      got.repeats().forEach(r -> expand(r).forEach(n -> gotAgain.merge(n, 1, Integer::sum)));
      assertEquals(missing, gotMissing);
      assertEquals(missing.size(), got.missing());
      assertEquals(again, gotAgain);
      assertEquals(again.values().stream().mapToLong(n -> n).sum(), got.repeated());
      assertEquals(truth.stream().filter(e -> e.sequenceNumber() == null).count(), got.withoutNumber());
      assertEquals(seen.size(), got.partitions().size());
      if (events.toString().equals(telemetry.toString())) {
        assertTrue(missing.size() > 0 && again.size() > 0, "the captures have both");
      }
    });
  }

  private static List<String> expand(Sequences.Range r) {
    List<String> numbers = new ArrayList<>();
    for (long n = r.first(); n <= r.last(); n++) {
      numbers.add(r.eventHub() + " " + r.partition() + " " + n);
    }
    assertEquals(numbers.size(), r.count());
    return numbers;
  }

  @Test
  void sizes() throws Exception {
    both((events, truth) -> {
      List<Sizes.Entry> got = Sizes.of(events.scan()).partitions();
      assertEquals(truth.stream().map(e -> e.hub() + " " + e.partition()).distinct().count() + 1, got.size());
      for (Sizes.Entry s : got) {
        double[] all = truth.stream().filter(e -> s.partition() == null || s.partition().equals(e.partition()) && s.eventHub().equals(e.hub()))
            .mapToDouble(e -> e.body().length).sorted().toArray();
        assertEquals(all.length, s.events());
        assertEquals((long) Arrays.stream(all).sum(), s.bytes());
        assertEquals((long) all[0], s.min());
        assertEquals((long) all[all.length - 1], s.max());
        close(percentile(all, 0.5), s.p50(), "p50");
        close(percentile(all, 0.95), s.p95(), "p95");
      }
    });
  }

  @Test
  void histogramAndPlot() throws Exception {
    List<Naive.Event> truth = TRUTH.get(telemetry);
    Events events = Events.open(telemetry.toString(), Map.of());
    double[] all = numbers(truth, "temperature");
    Histogram got = Histogram.of(events.scan(), "temperature");
    for (int i = 0; i < got.counts().length; i++) {
      double from = got.min() + i * got.width();
      assertEquals(Arrays.stream(all).filter(n -> n >= from && n < from + got.width()).count(), got.counts()[i], "bin " + i);
    }
    assertEquals(all.length, Arrays.stream(got.counts()).sum());
    Chart chart = Plot.of(events.scan(), "temperature", new By("id"));
    assertEquals(Plot.MOST_LINES, chart.lines().size());
    for (Chart.Line line : chart.lines()) {
      List<Naive.Event> mine = truth.stream().filter(e -> e.fields() != null && e.fields().get("id").text().equals(line.name())).toList();
      List<String> want = mine.stream().map(e -> e.enqueued().toEpochMilli() + " " + e.fields().get("temperature").number()).sorted().toList();
      List<String> points = new ArrayList<>();
      for (int i = 0; i < line.x().length; i++) {
        points.add((long) line.x()[i] + " " + line.y()[i]);
        assertTrue(i == 0 || line.x()[i - 1] <= line.x()[i], "in the order of time");
      }
      assertEquals(want, points.stream().sorted().toList());
    }
  }

  @Test
  void frame() throws Exception {
    both((events, truth) -> {
      DataFrame frame = Frames.of(events.scan());
      List<String> names = new ArrayList<>(List.of("enqueued", "partition", "sequenceNumber"));
      names.addAll(names(truth));
      assertEquals(names, List.of(frame.getColumnsIndex().toArray()));
      assertEquals(truth.size(), frame.height());
      for (String name : names(truth)) {
        Set<String> types = new HashSet<>();
        truth.stream().filter(e -> e.fields() != null && e.fields().containsKey(name)).forEach(e -> types.add(e.fields().get(name).type()));
        types.remove("null");
        for (int r = 0; r < truth.size(); r++) {
          Naive.Value v = truth.get(r).fields() == null ? null : truth.get(r).fields().get(name);
          assertEquals(cell(v, types), frame.getColumn(name).get(r), name + " of types " + types + ", row " + r + ": " + v);
        }
      }
      for (int r = 0; r < truth.size(); r++) {
        assertEquals(truth.get(r).enqueued(), frame.getColumn("enqueued").get(r));
        assertEquals(truth.get(r).partition(), frame.getColumn("partition").get(r));
        assertEquals((Object) truth.get(r).sequenceNumber(), frame.getColumn("sequenceNumber").get(r));
      }
    });
  }

  private static Object cell(Naive.Value v, Set<String> types) {
    if (v == null || v.type().equals("null")) {
      return null;
    }
    if (types.equals(Set.of("integer"))) {
      return Long.valueOf(v.text());
    }
    if (Set.of("integer", "number").containsAll(types)) {
      return v.type().equals("integer") ? (Object) (double) Long.parseLong(v.text()) : v.number();
    }
    return types.equals(Set.of("boolean")) ? (Object) Boolean.valueOf(v.text())
        : !v.isNumber() ? v.text() : v.number() == Math.rint(v.number()) && Math.abs(v.number()) < 1e15
            ? Long.toString((long) v.number()) : Double.toString(v.number());
  }

  @Test
  void csv() throws Exception {
    both((events, truth) -> {
      Path file = out.resolve("events.csv");
      assertEquals(truth.size(), Export.csv(events.scan(), file));
      List<List<String>> got = Truth.parse(file);
      List<String> header = new ArrayList<>(List.of("enqueued", "partition", "sequenceNumber"));
      header.addAll(names(truth));
      header.add("body");
      assertEquals(header, got.get(0));
      for (int r = 0; r < truth.size(); r++) {
        Naive.Event e = truth.get(r);
        List<String> want = new ArrayList<>(List.of(e.enqueued().toString(), e.partition(),
            e.sequenceNumber() == null ? "" : e.sequenceNumber().toString()));
        for (String name : names(truth)) {
          Naive.Value v = e.fields() == null ? null : e.fields().get(name);
          want.add(v == null || v.type().equals("null") ? "" : v.text());
        }
        want.add(e.fields() == null ? e.text() : "");
        assertEquals(want, got.get(r + 1), "row " + r);
      }
    });
  }

  @Test
  void jsonl() throws Exception {
    ObjectMapper json = new ObjectMapper();
    both((events, truth) -> {
      Path file = out.resolve("events.jsonl");
      assertEquals(truth.size(), Export.jsonl(events.scan(), file));
      List<String> lines = Files.readAllLines(file);
      assertEquals(truth.size(), lines.size());
      for (int r = 0; r < truth.size(); r++) {
        Naive.Event e = truth.get(r);
        JsonNode line = json.readTree(lines.get(r));
        assertEquals(e.enqueued().toString(), line.get("enqueued").textValue());
        assertEquals(e.partition(), line.get("partition").textValue());
        assertEquals(String.valueOf(e.sequenceNumber()), line.get("sequenceNumber").asText());
        assertEquals(e.system().keySet(), new HashSet<>(line.get("systemProperties").properties().stream().map(Map.Entry::getKey).toList()));
        assertTrue(line.get("body").isTextual() ? line.get("body").textValue().equals(e.text())
            : Truth.sameJson(line.get("body").toString(), e.text()) || line.get("body").equals(json.readTree(e.text())), lines.get(r));
      }
    });
  }

  @Test
  void choicesChain() throws Exception {
    Random random = new Random(SEED + 1);
    both((events, truth) -> {
      for (int i = 0; i < 60; i++) {
        Events chosen = events;
        Predicate<Naive.Event> want = e -> true;
        for (int words = random.nextInt(4); words >= 0; words--) {
          Instant a = truth.get(random.nextInt(truth.size())).enqueued();
          String partition = truth.get(random.nextInt(truth.size())).partition();
          String device = truth.get(random.nextInt(truth.size())).device();
          int most = random.nextInt(400);
          Predicate<Naive.Event> also;
          switch (random.nextInt(6)) {
            case 0 -> {
              chosen = chosen.between(a.toString(), null);
              also = e -> !e.enqueued().isBefore(a) && !e.window().isBefore(a.minus(Duration.ofMinutes(15)));
            }
            case 1 -> {
              chosen = chosen.between(null, a.toString());
              also = e -> e.enqueued().isBefore(a) && e.window().isBefore(a);
            }
            case 2 -> {
              chosen = chosen.partition(Integer.parseInt(partition));
              also = e -> e.partition().equals(partition);
            }
            case 3 -> {
              chosen = chosen.device(device == null ? "nobody" : device);
              also = e -> e.device() != null && e.device().equals(device);
            }
            case 4 -> {
              chosen = chosen.device("device-1*");
              also = e -> e.device() != null && e.device().startsWith("device-1");
            }
            default -> {
              chosen = chosen.where(e -> e.body().length < most);
              also = e -> e.body().length < most;
            }
          }
          want = want.and(also);
        }
        List<Naive.Event> wanted = truth.stream().filter(want).toList();
        if (wanted.isEmpty() && chosen.toString().startsWith("nothing is between ")) {
          continue;
        }
        try (var stream = chosen.stream()) {
          assertEquals(wanted.stream().map(AnswersTest::key).toList(), stream.map(AnswersTest::key).toList(), chosen.toString());
        }
        if (!wanted.isEmpty()) {
          int n = 1 + random.nextInt(20);
          assertEquals(wanted.stream().limit(n).map(AnswersTest::key).toList(),
              Preview.head(chosen.scan(), n).events().stream().map(AnswersTest::key).toList());
          assertEquals(wanted.stream().skip(Math.max(0, wanted.size() - n)).map(AnswersTest::key).toList(),
              Preview.tail(chosen.scan(), n).events().stream().map(AnswersTest::key).toList());
          List<String> sample = Preview.sample(chosen.scan(), n).events().stream().map(AnswersTest::key).toList();
          assertEquals(Math.min(n, wanted.size()), sample.size());
          assertTrue(wanted.stream().map(AnswersTest::key).toList().containsAll(sample));
        }
      }
    });
  }

  private static String key(Naive.Event e) {
    return e.partition() + " " + (e.sequenceNumber() == null ? -1 : e.sequenceNumber()) + " " + e.enqueued() + " " + Arrays.hashCode(e.body());
  }

  private static String key(CapturedEvent e) {
    return e.origin().partition() + " " + e.sequenceNumber() + " " + e.enqueuedTime() + " " + Arrays.hashCode(e.body());
  }

  @Test
  void everyEventIsSampledAsOftenAsTheOthers() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(77, 2, 2, 20, 3);
    CaptureTree.write(out, blobs);
    Events few = Events.open(out.toString(), Map.of());
    int size = blobs.stream().mapToInt(b -> b.events().size()).sum();
    assertTrue(size > 10, size + " events");
    int[] drawn = new int[1];
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 40 * size; i++) {
      Preview.sample(few.scan(), 2).events().forEach(e -> counts.merge(key(e), 1, Integer::sum));
      drawn[0] += 2;
    }
    assertEquals(size, counts.size());
    double expected = (double) drawn[0] / size; // 80 or so; seven standard deviations
    counts.values().forEach(n -> assertTrue(Math.abs(n - expected) < 7 * Math.sqrt(expected), n + ", not " + expected));
  }

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    try (var files = Files.list(out)) {
      assertEquals(List.of(), files.filter(f -> f.getFileName().toString().endsWith(".part")).toList());
    }
  }
}
