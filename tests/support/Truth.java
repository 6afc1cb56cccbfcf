//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
//DEPS de.siegmar:fastcsv:4.4.0
package support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import support.CaptureTree.Blob;
import support.CaptureTree.Cell;
import support.CaptureTree.Event;
import support.CaptureTree.Kind;
import support.CaptureTree.Reading;

/** What a reader must make of a capture, worked out the straightforward way, and the comparison with what it made. */
public final class Truth {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Comparator<Blob> CAPTURE_ORDER = Comparator.comparing(Truth::window)
      .thenComparing(b -> b.kind() == Kind.IOT_HUB ? "" : b.namespace()).thenComparing(Blob::hub).thenComparing(b -> b.partition().length())
      .thenComparing(Blob::partition);

  private final Map<String, List<Map<String, Cell>>> rows = new TreeMap<>();
  private final Map<String, Set<String>> columns = new TreeMap<>();
  private final List<Event> rejected = new ArrayList<>();
  private final Set<Object> seen = new HashSet<>();

  /** IoT Hub's names tell the minute only. */
  private static Instant window(Blob blob) {
    return blob.kind() == Kind.IOT_HUB ? blob.window().truncatedTo(ChronoUnit.MINUTES) : blob.window();
  }

  /** What a reader must make of these blobs if it finds them all at once. */
  public static Truth of(List<Blob> blobs) {
    Truth truth = new Truth();
    truth.add(blobs);
    return truth;
  }

  /** What it must add to that when it finds these later. */
  public Truth add(List<Blob> blobs) {
    for (Blob blob : blobs.stream().sorted(CAPTURE_ORDER).toList()) {
      for (Event event : blob.events()) {
        Object identity = blob.identity(event);
        if (identity == null || seen.add(identity)) {
          add(event);
        }
      }
    }
    return this;
  }

  private void add(Event event) {
    if (event.readings().isEmpty()) {
      rejected.add(event);
    }
    for (Reading reading : event.readings()) {
      rows.computeIfAbsent(reading.device(), d -> new ArrayList<>()).add(reading.fields());
      columns.computeIfAbsent(reading.device(), d -> new LinkedHashSet<>()).addAll(reading.fields().keySet());
    }
  }

  /** All rows of all devices. */
  public int size() {
    return rows.values().stream().mapToInt(List::size).sum();
  }

  /** The devices' names. */
  public Set<String> devices() {
    return rows.keySet();
  }

  /** How many events cannot become rows. */
  public int rejected() {
    return rejected.size();
  }

  /** The CSV files of an output folder, with all that is below it. */
  public static List<Path> csvFiles(Path out) throws IOException {
    return files(out, ".csv");
  }

  private static List<Path> files(Path out, String suffix) throws IOException {
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(p -> p.getFileName().toString().endsWith(suffix) && Files.isRegularFile(p)).sorted().toList();
    }
  }

  /** A CSV file, as FastCSV understands it: the header first. */
  public static List<List<String>> parse(Path csv) throws IOException {
    List<List<String>> records = new ArrayList<>();
    try (CsvReader<CsvRecord> reader = CsvReader.builder().skipEmptyLines(false).ofCsvRecord(csv)) {
      reader.forEach(r -> records.add(r.getFields()));
    }
    return records;
  }

  /** The output folder's CSV files by the device that their rows name in column {@code id}. */
  public static Map<String, List<List<String>>> read(Path out) throws IOException {
    Map<String, List<List<String>>> found = new TreeMap<>();
    for (Path csv : csvFiles(out)) {
      List<List<String>> records = parse(csv);
      int id = records.isEmpty() ? -1 : records.get(0).indexOf("id");
      if (id < 0 || records.size() < 2) {
        throw new AssertionError(csv + " has no column id, or no row: " + records);
      }
      List<List<String>> other = found.put(records.get(1).get(id), records);
      if (other != null) {
        throw new AssertionError("two files for device " + records.get(1).get(id) + ", one of them " + csv);
      }
    }
    return found;
  }

  /** Fails unless the folder holds exactly these rows, each device's in this order, and exactly these rejects. */
  public void check(Path out) throws IOException {
    Map<String, List<List<String>>> found = read(out);
    if (!found.keySet().equals(rows.keySet())) {
      Set<String> missing = new LinkedHashSet<>(rows.keySet());
      missing.removeAll(found.keySet());
      Set<String> extra = new LinkedHashSet<>(found.keySet());
      extra.removeAll(rows.keySet());
      throw new AssertionError(rows.size() + " devices wanted, " + found.size() + " found; missing " + missing + ", extra "
          + extra);
    }
    for (String device : rows.keySet()) {
      checkDevice(device, found.get(device));
    }
    checkRejected(out);
  }

  private void checkDevice(String device, List<List<String>> got) {
    List<String> header = List.copyOf(columns.get(device));
    if (!got.get(0).equals(header)) {
      throw new AssertionError(device + ": header " + header + " wanted, found " + got.get(0));
    }
    List<Map<String, Cell>> want = rows.get(device);
    for (int i = 0; i < Math.max(want.size(), got.size() - 1); i++) {
      if (i >= want.size() || i + 1 >= got.size() || !matches(header, want.get(i), got.get(i + 1))) {
        throw new AssertionError(device + ": " + want.size() + " rows wanted, " + (got.size() - 1) + " found; row " + (i + 1)
            + " should be " + (i < want.size() ? want.get(i) : "none") + " and is "
            + (i + 1 < got.size() ? got.get(i + 1) : "none"));
      }
    }
  }

  private static boolean matches(List<String> header, Map<String, Cell> want, List<String> got) {
    if (got.size() != header.size()) {
      return false;
    }
    for (int c = 0; c < header.size(); c++) {
      Cell cell = want.get(header.get(c));
      if (!(cell == null ? got.get(c).isEmpty() : cell.isNested() ? sameJson(cell.json(), got.get(c))
          : cell.text().equals(got.get(c)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether two JSON texts are the same value, number by number as written. */
  public static boolean sameJson(String a, String b) {
    try {
      return tree(a).equals(tree(b));
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonNode tree(String json) throws IOException {
    return JSON.reader().with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readTree(json);
  }

  /** The lines of rejected.jsonl, each a JSON value. */
  public static List<JsonNode> rejects(Path out) throws IOException {
    Path file = out.resolve("rejected.jsonl");
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private void checkRejected(Path out) throws IOException {
    List<JsonNode> lines = rejects(out);
    if (lines.size() != rejected.size()) {
      throw new AssertionError(rejected.size() + " events should be in rejected.jsonl, there are " + lines.size());
    }
    Map<String, Integer> kept = new LinkedHashMap<>();
    for (JsonNode line : lines) {
      texts(line).forEach(text -> kept.merge(text, 1, Integer::sum));
    }
    for (Event event : rejected) {
      String text = new String(event.body(), StandardCharsets.UTF_8);
      if (!kept.containsKey(text) && !kept.containsKey(Base64.getEncoder().encodeToString(event.body()))) {
        throw new AssertionError("rejected.jsonl lacks the body of event " + event.sequenceNumber() + ": " + text);
      }
    }
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(child -> texts.addAll(texts(child)));
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    return texts;
  }

  /** A row as one text, whatever the order of its columns: to compare rows that lie in several folders. */
  public static String text(Map<String, String> row) {
    Map<String, String> filled = new TreeMap<>(row);
    filled.values().removeIf(String::isEmpty);
    return filled.toString();
  }

  /** All rows, each as one text, sorted: with doubles if there are any. */
  public List<String> allRows() {
    List<String> all = new ArrayList<>();
    for (List<Map<String, Cell>> list : rows.values()) {
      for (Map<String, Cell> fields : list) {
        Map<String, String> row = new LinkedHashMap<>();
        fields.forEach((name, cell) -> row.put(name, cell.text()));
        all.add(text(row));
      }
    }
    return all.stream().sorted().toList();
  }

  /** All rows of the CSV files in some output folders, like {@link #allRows()}. */
  public static List<String> allRows(Path... folders) throws IOException {
    List<String> all = new ArrayList<>();
    for (Path folder : folders) {
      for (List<List<String>> records : read(folder).values()) {
        for (List<String> fields : records.subList(1, records.size())) {
          Map<String, String> row = new LinkedHashMap<>();
          for (int c = 0; c < fields.size(); c++) {
            row.put(records.get(0).get(c), fields.get(c));
          }
          all.add(text(row));
        }
      }
    }
    return all.stream().sorted().toList();
  }

  /** How many lines the CSV files have together, whatever their state; 0 without the folder. */
  public static long count(Path out) {
    try {
      long lines = 0;
      for (Path csv : csvFiles(out)) {
        lines += new String(Files.readAllBytes(csv), StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
      }
      return lines;
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // renamed while we looked
    }
  }

  /** Every file below a folder by its name, with its bytes as text of one char each; what starts with a dot is left out. */
  public static Map<String, String> snapshot(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path file : files(folder, "")) {
      String name = folder.relativize(file).toString();
      if (!name.startsWith(".")) {
        files.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
