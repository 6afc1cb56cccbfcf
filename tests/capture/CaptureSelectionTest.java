//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A selection lists little and misses nothing. */
class CaptureSelectionTest {
  private static final Instant NEW_YEAR = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir
  Path folder;
  private CaptureStore store;

  @BeforeEach
  void store() {
    store = new CaptureFolder(folder);
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.write(folder.resolve(name), new byte[0]);
    }
  }

  private List<String> prefixes(String hub, String partition, String since, String until) throws IOException {
    return new CaptureSelection(hub, partition, since == null ? null : Instant.parse(since),
        until == null ? null : Instant.parse(until)).prefixes(store, CaptureNameFormat.DEFAULT);
  }

  @Test
  void prefixesOfDaysCrossMonthAndYear() throws IOException {
    make("ns/h/0/2023/12/30/23/50/00.avro", "ns/h/0/2023/12/31/23/50/00.avro", "ns/h/0/2024/01/01/00/05/00.avro",
        "ns/h/0/2024/01/02/00/00/00.avro", "ns/h/0/2024/02/01/00/00/00.avro");
    assertEquals(List.of("ns/h/0/2023/12/31/", "ns/h/0/2024/01/01/"),
        prefixes(null, null, "2024-01-01T00:10:00Z", "2024-01-01T00:20:00Z"));
    assertEquals(List.of("ns/h/0/2024/01/01/"), prefixes(null, null, "2024-01-01T00:15:01Z", "2024-01-02T00:00:00Z"));
    assertEquals(List.of("ns/h/0/2024/01/02/", "ns/h/0/2024/02/01/"), prefixes(null, null, "2024-01-02T01:00:00Z", null));
    assertEquals(List.of("ns/h/0/2023/12/30/"), prefixes(null, null, null, "2023-12-31T00:00:00Z"));
    assertEquals(List.of(""), prefixes(null, null, null, null));
  }

  @Test
  void prefixesOfOneEventHubAndPartition() throws IOException {
    make("ns/h/0/2024/01/01/00/00/00.avro", "ns/h/1/2024/01/01/00/00/00.avro", "ns/g/1/2024/01/01/00/00/00.avro",
        "ns/h/11/2024/01/01/00/00/00.avro", "h/1/2024/01/01/00/00.avro");
    assertEquals(List.of("h/1/2024/01/01/", "ns/h/1/2024/01/01/"), prefixes("h", "1", null, null));
    assertEquals(List.of("ns/g/1/2024/01/01/"), prefixes("g", null, "2024-01-01T00:00:00Z", null));
    assertEquals(List.of(), prefixes("none", null, null, null));
  }

  @Test
  void namesThatTellNoWindowAreOfAnyTime() throws IOException {
    List<String> odd = List.of("a/some.avro", "ns/h/0/2023/13/31/00/00/00.avro", "ns/h/0/backup/2023/1.avro", "some.avro",
        "x/y/z/some.avro");
    make("ns/h/0/2023/12/30/23/50/00.avro", "ns/h/0/2024/01/01/00/05/00.avro", "h/0/2023/12/30/23/50.avro");
    make(odd.toArray(String[]::new));
    CaptureSelection newYear = new CaptureSelection(null, null, NEW_YEAR, NEW_YEAR.plusSeconds(600));
    List<String> expected = new ArrayList<>(List.of("ns/h/0/2024/01/01/00/05/00.avro"));
    expected.addAll(odd);
    assertEquals(expected, newYear.blobs(store, CaptureNameFormat.DEFAULT).stream().map(CaptureBlob::name).toList());
    assertEquals(List.of("ns/h/0/2024/01/01/00/05/00.avro"), new CaptureSelection("h", null, NEW_YEAR, null)
        .blobs(store, CaptureNameFormat.DEFAULT).stream().map(CaptureBlob::name).toList());
  }

  @Test
  void missesNoBlobWhoseWindowMayHoldAnEvent() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    Random r = new Random(seed);
    for (int round = 0; round < 20; round++) {
      folder = Files.createDirectory(folder.resolve("round" + round));
      store();
      CaptureNameFormat format = round % 2 == 0 ? CaptureNameFormat.DEFAULT : CaptureNameFormatTest.format(r);
      TreeMap<String, CaptureName> names = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        CaptureName name = new CaptureName("ns" + r.nextInt(2), "h" + r.nextInt(2), Integer.toString(r.nextInt(12)), any(r));
        names.put(format.print(name), name);
      }
      make(names.keySet().toArray(String[]::new));
      for (int i = 0; i < 8; i++) {
        check(r, format, names, "seed " + seed + " " + format);
      }
    }
  }

  private void check(Random r, CaptureNameFormat format, TreeMap<String, CaptureName> names, String what) throws IOException {
    Instant since = r.nextInt(3) == 0 ? null : any(r);
    Instant until = r.nextInt(3) == 0 ? null : since == null ? any(r) : since.plusSeconds(1 + r.nextInt(200_000));
    CaptureSelection selection = new CaptureSelection(r.nextBoolean() ? null : "h" + r.nextInt(2),
        r.nextBoolean() ? null : Integer.toString(r.nextInt(12)), since, until);
    Set<String> wanted = new HashSet<>();
    names.forEach((text, n) -> {
      boolean may = (selection.eventHub() == null || selection.eventHub().equals(n.eventHub()))
          && (selection.partition() == null || selection.partition().equals(n.partition()))
          && (until == null || n.windowStart().isBefore(until))
          && (since == null || !n.windowStart().plus(Duration.ofMinutes(15)).isBefore(since));
      if (may) {
        wanted.add(text);
      }
    });
    List<String> found = selection.blobs(store, format).stream().map(CaptureBlob::name).toList();
    assertEquals(wanted, new HashSet<>(found), what + " " + selection);
    assertEquals(wanted.size(), found.size(), "a blob twice: " + what + " " + selection);
    Instant last = Instant.MIN;
    for (String name : found) {
      assertTrue(!names.get(name).windowStart().isBefore(last), "not in the order of capture: " + what);
      last = names.get(name).windowStart();
    }
  }

  /** Around a new year, often close to midnight. */
  private static Instant any(Random r) {
    return NEW_YEAR.plus(Duration.ofDays(r.nextInt(5) - 2)).plusSeconds(r.nextBoolean() ? r.nextInt(86_400) : r.nextInt(2400) - 1200);
  }
}
