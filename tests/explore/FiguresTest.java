//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree.Blob;
import support.CaptureTree.Event;

/** Figures of numbers that are hard to count and to print: decimal bounds, many digits, none at all. */
class FiguresTest {
  @TempDir
  Path folder;

  private Events values(Stream<String> values) throws Exception {
    return Bodies.write(folder, values.map(v -> Bodies.text("{\"v\": " + v + "}")));
  }

  /** A table's cells without the header. */
  private static List<List<String>> rows(Table table) {
    return table.toString().lines().skip(1).map(l -> Arrays.stream(l.strip().split(" {2,}")).toList()).toList();
  }

  private static List<String> described(Events events) throws Exception {
    List<String> row = rows(Description.of(events.scan()).table()).get(0);
    return row.subList(1, row.size());
  }

  @Test
  void aBinsLowerBoundBelongsToIt() throws Exception {
    Histogram tenths = Histogram.of(values(IntStream.range(0, 410).mapToObj(i -> i % 41 / 10 + "." + i % 41 % 10)).scan(), "v");
    assertEquals(0.2, tenths.width());
    assertArrayEquals(counts(20, 20, 10), tenths.counts());
  }

  @Test
  void aBinsLowerBoundBelongsToItAlsoFarFromZero() throws Exception {
    Histogram battery = Histogram.of(values(IntStream.rangeClosed(0, 40).mapToObj(i -> "3." + (600 + 5 * i))).scan(), "v");
    assertEquals(0.01, battery.width());
    assertEquals(3.6, battery.min());
    assertArrayEquals(counts(20, 2, 1), battery.counts());
    assertEquals(List.of("3.6", "3.61", "3.62"), rows(battery.table()).stream().limit(3).map(r -> r.get(0)).toList());
  }

  @Test
  void binsAreToldApart() throws Exception {
    for (List<String> values : List.of(List.of("52.12341", "52.12347"), List.of("1000000.1", "1000001.9"), List.of("1e17", "100000000000000064"),
        List.of("1e25", "10000000000000010000000000"), List.of("-1.0000001", "-1"))) {
      List<String> labels = rows(Histogram.of(values(values.stream()).scan(), "v").table()).stream().map(r -> r.get(0)).toList();
      List<String> bins = labels.subList(0, labels.size() - 1);
      assertTrue(bins.size() > 1, bins.toString());
      assertEquals(bins.stream().sorted((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b))).toList(), bins);
      assertEquals(bins.size(), new HashSet<>(bins).size(), bins.toString());
    }
  }

  @Test
  void wholeDigitsAreNeverRoundedAway() throws Exception {
    assertEquals(List.of("3", "1000001", "1000001", "1000001", "1000002", "1000002"),
        described(values(Stream.of("1000001", "1000001", "1000001.9"))));
    assertEquals("1509001831579", described(values(Stream.of("1509001831578.9"))).get(2));
    assertEquals("100000000000000064", described(values(Stream.of("100000000000000064"))).get(1));
    assertEquals(List.of("1", "123456", "123456", "123456", "123456", "123456"), described(values(Stream.of("123456.4"))));
  }

  @Test
  void theAxisOfAPlotTellsItsEndsApart() throws Exception {
    for (List<String> values : List.of(List.of("1e17", "100000000000000064"), List.of("52.12341", "52.12342"), List.of("1e25", "10000000000000010000000000"))) {
      String chart = Plot.of(values(values.stream()).scan(), "v", null).print(80, false);
      List<String> labels = chart.lines().limit(16).map(l -> l.replaceFirst("[\u2502|].*", "").strip()).filter(l -> !l.isEmpty()).toList();
      assertEquals(3, new HashSet<>(labels).size(), chart);
    }
  }

  @Test
  void nothingHasNoSmallestAndNoLargest() throws Exception {
    assertEquals(List.of("0", "-", "-", "-", "-", "-"), described(values(Stream.of("NaN"))));
  }

  @Test
  void percentilesAmongInfinitiesAreThose() throws Exception {
    assertEquals(List.of("5", "1", "∞", "3", "∞", "∞"), described(values(Stream.of("1", "2", "3", "Infinity", "1e400"))));
    assertEquals(List.of("5", "-∞", "-∞", "3", "4.8", "5"), described(values(Stream.of("-Infinity", "2", "3", "4", "5"))));
    assertEquals("-∞", described(values(Stream.of("-Infinity", "5"))).get(3));
  }

  @Test
  void ofAFieldTwiceInOneBodyTheLastCounts() throws Exception {
    Events events = Bodies.write(folder, Stream.of(Bodies.text("{\"dup\": 1, \"dup\": 2}"), Bodies.text("{\"dup\": 1, \"dup\": \"no number\"}")));
    assertEquals(List.of("1", "2", "2", "2", "2", "2"), described(events));
  }

  @Test
  void whatCameAgainIsToldByItsOwnTimes() throws Exception {
    Bodies.write(folder, 0, IntStream.rangeClosed(0, 9));
    Bodies.write(folder, 1, IntStream.rangeClosed(5, 14));
    Sequences sequences = Sequences.of(Bodies.write(folder, 2, IntStream.rangeClosed(20, 21)).scan());
    assertEquals(List.of(new Sequences.Range("ns/hub", "0", 5, 9, Bodies.time(5), Bodies.time(9))), sequences.repeats());
    assertEquals(List.of(new Sequences.Range("ns/hub", "0", 15, 19, Bodies.time(14), Bodies.time(20))), sequences.gaps());
  }

  /** A hub that is deleted and made anew begins at 0 again, later. */
  @Test
  void numbersThatBeginAnewAreNoDuplicatesAndLeaveNoGap() throws Exception {
    List<Event> old = Bodies.events(Collections.nCopies(30, Bodies.text("{}")));
    List<Event> anew = old.stream().limit(20).map(e -> new Event(e.sequenceNumber(), e.enqueued().plusSeconds(86_400), null,
        Map.of(), e.body(), List.of())).toList();
    int window = 0;
    for (List<Event> events : List.of(old.subList(0, 10), old.subList(12, 30), anew.subList(0, 12), anew.subList(10, 20),
        old.subList(15, 20))) {
      Blob.of(Garden.DAY.plusSeconds(300L * window++), events).writeTo(folder);
    }
    Sequences sequences = Sequences.of(Events.open(folder.toString(), Map.of()).scan());
    assertEquals(List.of(new Sequences.Range("ns/hub", "0", 10, 11, Bodies.time(9), Bodies.time(12))), sequences.gaps());
    assertEquals(List.of(new Sequences.Range("ns/hub", "0", 15, 19, Bodies.time(15), Bodies.time(19)),
        new Sequences.Range("ns/hub", "0", 10, 11, anew.get(10).enqueued(), anew.get(11).enqueued())), sequences.repeats());
    assertEquals(List.of(new Sequences.Partition("ns/hub", "0", 2, 55)), sequences.partitions());
    assertTrue(sequences.gapTable(9).toString().endsWith("2 missing: 55 events in 1 partition; numbers began anew once"),
        sequences.gapTable(9).toString());
  }

  /** What is labelled has a line from top to bottom; each bin has one here, where its bar begins. */
  @Test
  void theBarsOfAPictureStandWhereTheAxisSays() throws Exception {
    Path file = folder.resolve("bars.png");
    long[] counts = counts(20, 3, 3);
    counts[6] = 90;
    new Histogram("k", 0, 1, counts).chart().save(file);
    var image = javax.imageio.ImageIO.read(file.toFile());
    int[] bar = IntStream.range(60, 885).filter(x -> isBlue(image.getRGB(x, 200))).toArray();
    int[] lines = IntStream.range(60, 885).filter(x -> IntStream.range(32, 43).anyMatch(y -> image.getRGB(x, y) != -1)).toArray();
    assertTrue(Arrays.stream(lines).anyMatch(x -> Math.abs(x - bar[0]) <= 2), bar[0] + " in " + Arrays.toString(lines));
    assertTrue(Arrays.stream(lines).anyMatch(x -> Math.abs(x - bar[bar.length - 1]) <= 2), bar[bar.length - 1] + " in " + Arrays.toString(lines));
  }

  private static boolean isBlue(int rgb) {
    return (rgb & 0xff) > (rgb >> 16 & 0xff) + 50;
  }

  /** So many times the same count, then another. */
  private static long[] counts(int bins, long each, long last) {
    long[] counts = new long[bins + 1];
    Arrays.fill(counts, each);
    counts[bins] = last;
    return counts;
  }
}
