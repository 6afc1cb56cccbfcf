//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import explore.Session.Answer;
import java.awt.image.BufferedImage;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Event;

/** Every word, as it is typed into JShell: what it prints, and that what is wrong is one line. */
class WordsTest {
  @TempDir
  static Path garden;
  private static Session session;
  private static List<Naive.Event> truth;

  @TempDir
  Path folder;

  @BeforeAll
  static void start() throws Exception {
    Garden.write(garden);
    truth = Naive.read(garden);
    session = new Session(garden.toString());
  }

  @AfterAll
  static void end() {
    if (session != null) {
      session.close();
    }
  }

  @BeforeEach
  void reopen() {
    session.ask("open(" + Session.quoted(garden) + ")");
  }

  /** What a word prints where all is well. */
  private static String ask(String typed) {
    Answer answer = session.ask(typed);
    assertEquals("", answer.trouble(), typed);
    assertEquals("", answer.err(), typed);
    return answer.out();
  }

  /** The one line that says what is wrong. */
  private static String wrong(String typed) {
    Answer answer = session.ask(typed);
    assertEquals("", answer.trouble(), typed);
    assertEquals("", answer.out(), typed);
    assertEquals(1, answer.err().lines().count(), typed + ": " + answer.err());
    return answer.err().strip();
  }

  /** A table's cells, the header first, the note as the last row. */
  private static List<List<String>> table(String printed) {
    return printed.lines().map(l -> Arrays.stream(l.strip().split(" {2,}")).toList()).toList();
  }

  private static String field(Naive.Event e, String name) {
    return e.fields() == null || !e.fields().containsKey(name) ? null : e.fields().get(name).text();
  }

  @Test
  void theGreetingNamesWhatWasOpenedAndThreeThingsToTry() {
    List<String> lines = session.greeting().out().lines().toList();
    assertTrue(lines.size() <= 3, lines.toString());
    assertTrue(lines.get(0).startsWith(garden + ": 191 captures, "), lines.get(0));
    assertTrue(lines.get(0).endsWith(", 2026-06-21 00:00:00 to 23:45:00"), lines.get(0));
    assertEquals("try  captures()  head(5)  describe()", lines.get(1));
  }

  @Test
  void captures() {
    List<List<String>> rows = table(ask("captures()"));
    assertEquals(List.of("namespace", "event hub", "partition", "window from", "size", "last written"), rows.get(0));
    assertEquals(1 + 191 + 1, rows.size());
    assertEquals(List.of("demo", "garden", "0", "2026-06-21 00:00:00"), rows.get(1).subList(0, 4));
    assertEquals("00:15:02", rows.get(1).get(5));
    assertEquals(List.of("11:45:00", "12:00:00", "12:15:00", "12:30:00", "12:45:00"), table(ask(
        "partition(1).between(\"2026-06-21T12:00Z\", \"2026-06-21T13:15Z\").captures()")).stream().skip(1).limit(5)
        .map(r -> r.get(3).substring(11)).toList(), "a window before it can hold events of it; that of 13:00 is lost");
  }

  @Test
  void headTailAndSample() {
    List<List<String>> head = table(ask("head(4)"));
    assertEquals(List.of("enqueued", "partition", "sequence", "id", "timestamp", "temperature", "humidity", "uv"), head.get(0));
    for (int i = 0; i < 4; i++) {
      Naive.Event e = truth.get(i);
      assertEquals(List.of(e.partition(), e.sequenceNumber().toString(), field(e, "id"), field(e, "timestamp"), field(e, "temperature"),
          field(e, "humidity"), field(e, "uv")), head.get(i + 1).subList(1, 8));
    }
    assertEquals(List.of("enqueued on 2026-06-21"), head.get(5));
    Naive.Event last = truth.get(truth.size() - 1);
    assertEquals(List.of(last.partition(), last.sequenceNumber().toString(), field(last, "id")), table(ask("tail(1)")).get(1).subList(1, 4));
    assertEquals(7 + 2, table(ask("sample(7)")).size());
  }

  @Test
  void showsAnEventWithItsOriginPropertiesAndIndentedJson() throws Exception {
    Naive.Event e = truth.get(7);
    String shown = ask("show(7)");
    assertTrue(shown.startsWith("origin          demo/garden, partition " + e.partition() + ", window from "), shown);
    assertTrue(shown.contains("\nsystem          x-opt-partition-key = " + e.device() + "\n"), shown);
    String body = e.text().replace("{\"", "{\n  \"").replace(", \"", ",\n  \"").replace("}", "\n}");
    assertTrue(shown.endsWith(body + "\n"), shown);
    assertEquals(shown, ask("events().skip(7).limit(1).forEach(e -> show(e))"));
    assertEquals(ask("show(0)"), ask("show()"));
  }

  @Test
  void understands() {
    List<List<String>> schema = table(ask("schema()"));
    assertEquals(List.of("id", "text", "0 %", "greenhouse-1, greenhouse-2, greenhouse-3"), schema.get(1));
    assertEquals(List.of("temperature", "number", "0 %"), schema.get(3).subList(0, 3));
    assertEquals("battery", schema.get(6).get(0));
    long battery = truth.stream().filter(e -> field(e, "battery") != null).count();
    assertEquals(String.format("%.1f %%", 100.0 * (Garden.EVENTS - 1 - battery) / (Garden.EVENTS - 1)), schema.get(6).get(2));
    assertEquals(List.of(Garden.EVENTS + " events, 1 of them not one JSON object"), schema.get(7));

    List<List<String>> described = table(ask("describe()"));
    double[] humidity = truth.stream().filter(e -> e.fields() != null).mapToDouble(e -> Double.parseDouble(field(e, "humidity"))).sorted().toArray();
    assertEquals(List.of("humidity", Integer.toString(humidity.length), Integer.toString((int) humidity[0])), described.get(2).subList(0, 3));
    assertEquals(Integer.toString((int) humidity[humidity.length - 1]), described.get(2).get(6));

    assertEquals(Garden.EVENTS + " events\n", ask("count()"));
    assertEquals(List.of("greenhouse-1", "288", String.format("%.1f %%", 28800.0 / Garden.EVENTS)), table(ask("count(\"id\")")).get(1));
    assertEquals(List.of("(missing)", "1", "0.1 %"), table(ask("count(\"id\")")).get(4));
    assertEquals(Set.of("greenhouse-1", "greenhouse-2", "greenhouse-3"),
        table(ask("devices()")).subList(1, 4).stream().map(r -> r.get(0)).collect(Collectors.toSet()));
    assertEquals(24 + 2, table(ask("rate(\"1h\")")).size());
    assertEquals(List.of("2026-06-21 00:00:00", "36", "0.01"), table(ask("rate(\"1h\")")).get(1).subList(0, 3));
    assertEquals(List.of("timestamp", Integer.toString(Garden.EVENTS - 1)), table(ask("latency()")).get(1).subList(0, 2));
    assertEquals(ask("latency()"), ask("latency(\"timestamp\")"));
    assertEquals(List.of("demo/garden", "1", "6", "157", "162"), table(ask("gaps()")).get(1).subList(0, 5));
    assertEquals("6 missing: " + Garden.EVENTS + " events in 2 partitions\n", ask("gaps()").lines().reduce((a, b) -> b).orElse("") + "\n");
    assertEquals(List.of("demo/garden", "1", "3"), table(ask("duplicates()")).get(1).subList(0, 3));
    assertEquals(List.of("all", Integer.toString(Garden.EVENTS)), table(ask("sizes()")).get(3).subList(0, 2));
  }

  @Test
  void choicesChainInAnyOrder() {
    long expected = truth.stream().filter(e -> e.partition().equals("0") && "greenhouse-2".equals(e.device())
        && !e.enqueued().isBefore(Instant.parse("2026-06-21T10:00:00Z")) && e.enqueued().isBefore(Instant.parse("2026-06-21T12:00:00Z"))
        && Double.parseDouble(field(e, "uv")) > 6).count();
    assertTrue(expected > 0);
    String noon = "between(\"2026-06-21T10:00\", \"2026-06-21T12:00\")";
    String uv = "where(e -> number(e, \"uv\") > 6)";
    for (String typed : List.of("partition(0)." + noon + ".device(\"greenhouse-2\")." + uv, uv + ".device(\"greenhouse-2\")." + noon,
        noon + "." + uv + ".eventHub(\"garden\").device(\"greenhouse-2*\").partition(0)")) {
      assertEquals(expected + " event" + (expected == 1 ? "" : "s") + "\n", ask(typed + ".count()"), typed);
    }
    assertEquals("no events: " + garden + ": last 2h", wrong("last(\"2h\").count()"));
    assertEquals(Garden.EVENTS + " events\n", ask("last(\"36500d\").count()"));
  }

  @Test
  void choosingReadsNothing() {
    session.ask("open(" + Session.quoted(folder.resolve("not there")) + ")");
    Answer answer = session.ask("var chosen = last(\"2h\").partition(1).device(\"x\").where(e -> true).between(\"2h\", null)");
    assertEquals("", answer.out() + answer.err() + answer.trouble());
    assertTrue(wrong("chosen.describe()").startsWith("no such folder: " + folder), "the first word that asks, says it");
  }

  @Test
  void framesAreForDflib() {
    Answer answer = session.ask("var f = frame().group(\"id\").agg($col(\"id\").first(), $double(\"uv\").avg());");
    assertEquals("", answer.trouble() + answer.err() + answer.out());
    assertEquals(Set.of("greenhouse-1", "greenhouse-2", "greenhouse-3"),
        table(ask("show(f)")).subList(1, 4).stream().map(r -> r.get(0)).collect(Collectors.toSet()));
    assertEquals(Integer.toString(Garden.EVENTS), session.ask("frame().height()").value());
  }

  @Test
  void whatJShellShowsOfAFrameDoesNotRuleTheTerminal() throws Exception {
    Bodies.write(folder, java.util.stream.Stream.of(Bodies.text("{\"id\": \"\\u001b[2J\\n\u202ex\", \"\\u009bf\": 1}")));
    session.ask("open(" + Session.quoted(folder) + ")");
    for (String typed : List.of("var f = frame();", "f.group(\"id\").agg($col(\"id\").first())", "f.getColumn(\"id\")")) {
      String shown = session.ask(typed).value();
      assertTrue(shown.contains(" [2J  x") && shown.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u202e'), shown);
    }
    assertEquals("true", session.ask("f.getColumn(\"id\").get(0).equals(\"\\u001b[2J\\n\u202ex\")").value());
  }

  @Test
  void takesAwayIntoFiles() throws Exception {
    Path csv = folder.resolve("a.csv");
    assertEquals(Garden.EVENTS + " events written to " + csv + "\n", ask("csv(" + Session.quoted(csv) + ")"));
    assertEquals(Garden.EVENTS + 1, Files.readAllLines(csv).size());
    Path jsonl = folder.resolve("a.jsonl");
    assertEquals("3 events written to " + jsonl + "\n", ask("between(\"2026-06-21\", \"2026-06-21T00:05\").jsonl(" + Session.quoted(jsonl) + ")"));
    assertEquals(3, Files.readAllLines(jsonl).size());
    try (var files = Files.list(folder)) {
      assertEquals(Set.of(csv, jsonl), files.collect(Collectors.toSet()), "and nothing else");
    }
  }

  @Test
  void chartsAreTextOrPictures() throws Exception {
    assertEquals(16 + 2, ask("plot(\"temperature\")").lines().count());
    String by = ask("plot(\"temperature\", by(\"id\"))");
    assertTrue(by.contains("\n  a  greenhouse-1\n  b  greenhouse-2\n  c  greenhouse-3\n"), by);
    assertTrue(ask("histogram(\"uv\")").contains("█"));
    assertTrue(ask("timeline()").endsWith("events in steps of 30.0 min\n"), ask("timeline()"));
    assertTrue(ask("plot(\"temperature\")").lines().allMatch(l -> l.length() <= 80), "as wide as a terminal mostly is");
    for (String word : List.of("plot(\"temperature\", %s)", "plot(\"temperature\", by(\"id\"), %s)", "histogram(\"uv\", %s)", "timeline(%s)")) {
      Path png = folder.resolve("p.png");
      assertEquals(png + "\n", ask(String.format(word, Session.quoted(png))));
      BufferedImage image = ImageIO.read(png.toFile());
      assertEquals("900x450", image.getWidth() + "x" + image.getHeight());
      Set<Integer> colours = new HashSet<>();
      for (int i = 0; i < 900 * 450; i++) {
        colours.add(image.getRGB(i % 900, i / 900));
      }
      assertTrue(colours.size() > 10, word + " draws something");
    }
    Path svg = folder.resolve("p.svg");
    assertEquals(svg + "\n", ask("timeline(" + Session.quoted(svg) + ")"));
    assertTrue(Files.readString(svg).contains("<svg"));
  }

  @Test
  void whatIsWrongIsOneLine() throws Exception {
    String fields = "; there are: id, timestamp, temperature, humidity, uv, battery";
    assertEquals("no field 'temprature' that is a number, in any event" + fields, wrong("plot(\"temprature\")"));
    assertEquals("no field 'id' that is a number, in any event" + fields, wrong("histogram(\"id\")"));
    assertEquals("no field 'nope' in any event" + fields, wrong("count(\"nope\")"));
    assertEquals("no field 'nope' in any event with uv" + fields, wrong("plot(\"uv\", by(\"nope\"))"));
    assertEquals("no field 'id' with a time in any event" + fields, wrong("latency(\"id\")"));
    String span = "is not a span of time; write 250ms, 10s, 5m, 2h or 1d";
    assertEquals("'2x' " + span, wrong("last(\"2x\").partition(1).describe()"));
    assertEquals("'' " + span, wrong("rate(\"\")"));
    assertEquals("'0s' is no time at all; write 10s, 5m, 2h or 1d", wrong("rate(\"0s\")"));
    for (String word : List.of("last(\"1000000000000d\").count()", "rate(\"1000000000000d\")")) {
      assertEquals("'1000000000000d' is longer than ten thousand years; write 10s, 5m, 2h or 1d", wrong(word));
    }
    assertEquals(Garden.EVENTS + " events\n", ask("last(\"3652500d\").count()"));
    assertTrue(wrong("between(\"junk\", null).head(1)").startsWith("'junk' is not a time; write 2026-"));
    assertTrue(wrong("between(\"2026-06-22\", \"2026-06-21\").count()").startsWith("nothing is between 2026-06-22 00:00:00 and 2026-06-21"));
    assertEquals("no events: " + garden + ": partition 77", wrong("partition(77).describe()"));
    assertEquals("no events: " + garden + ": device nobody", wrong("device(\"nobody\").head(3)"));
    assertEquals("no event 9999: " + garden, wrong("show(9999)"));
    assertEquals("no event -1: " + garden, wrong("show(-1)"));
    for (String word : List.of("head", "tail", "sample", "send")) {
      assertEquals(word + "(0): at least 1 was expected", wrong(word + "(0)"));
    }
    assertEquals("a device's name was expected, not null", wrong("device(null).count()"));
    assertEquals("a condition was expected, not null", wrong("where(null).count()"));
    assertEquals("an event was expected, not null", wrong("show((CapturedEvent) null)"));
    assertEquals("a frame was expected, not null", wrong("show((org.dflib.DataFrame) null)"));
    assertEquals("a field's name was expected, not null", wrong("count(null)"));
    for (String word : List.of("rate(null)", "last(null).count()")) {
      assertEquals("a span of time, such as \"2h\", was expected, not null", wrong(word));
    }
    for (String word : List.of("where(e -> number(null, \"f\") > 1).count()", "where(e -> text(null, \"f\") == null).count()")) {
      assertEquals("an event was expected, not null", wrong(word));
    }
    assertEquals("a folder or container was expected, not null", wrong("open(null)"));
    assertEquals("a folder or container was expected, such as \"capture\"", wrong("open(\" \")"));
    Path long300 = folder.resolve("x".repeat(300) + ".csv");
    assertTrue(wrong("csv(" + Session.quoted(long300) + ")").startsWith("cannot write " + long300 + ": "));
    assertEquals("ArrayIndexOutOfBoundsException: Index 1000 out of bounds for length 9",
        wrong("where(e -> e.text().equals(\"rebooting\") && e.body()[1000] > 3).count()"));
    assertEquals("gaps() looks at whole partitions; ask it without device() and where()", wrong("device(\"x\").gaps()"));
    Path nowhere = folder.resolve("nowhere/x.csv");
    assertEquals(nowhere.getParent() + ": no such file or folder", wrong("csv(" + Session.quoted(nowhere) + ")"));
    assertEquals(folder + ": is a folder; the path of a file was expected", wrong("jsonl(" + Session.quoted(folder) + ")"));
    assertEquals("the path of a file was expected, not null", wrong("csv(null)"));
    assertEquals(folder.resolve("x.gif") + ": a picture's name ends in .png or .svg", wrong("timeline(" + Session.quoted(folder.resolve("x.gif")) + ")"));
    assertTrue(wrong("help(\"nonsense\")").startsWith("no word 'nonsense'; there are: open all last"));
    assertTrue(wrong("open(\"https://x\")").startsWith("https://x: names no container"));
    assertTrue(wrong("open(" + Session.quoted(folder.resolve("none")) + ")").startsWith("no such folder: "));
    assertTrue(wrong("frame()").startsWith("no such folder: "));
    assertTrue(wrong("last(\"2h\").events().count()").startsWith("no such folder: "));
    assertTrue(wrong("follow()").startsWith("no such folder: "));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList(), "nothing was written");
    }
  }

  @Test
  void aDamagedCaptureIsNamedOnceAndTheRestAnswered() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(3, 2, 6, 30, 4);
    CaptureTree.write(folder.resolve("good"), blobs);
    CaptureTree.write(folder.resolve("bad"), blobs);
    Blob cut = Blob.of(Instant.parse("2024-03-01T11:00:00Z"), blobs.stream().flatMap(b -> b.events().stream()).limit(20).toList()).inPartition("7");
    cut.writeTo(folder.resolve("bad"), Arrays.copyOf(cut.bytes(), cut.bytes().length - 40));
    Blob text = Blob.of(Instant.parse("2024-03-01T11:05:00Z"), List.<Event>of()).inPartition("7");
    text.writeTo(folder.resolve("bad"), CaptureTree.bytes("no Avro at all"));
    session.ask("open(" + Session.quoted(folder.resolve("good")) + ")");
    List<String> good = List.of(ask("device(\"device-0\").describe()"), ask("partition(0).head(3)"), ask("partition(0).count()"));
    session.ask("open(" + Session.quoted(folder.resolve("bad")) + ")");
    Answer first = session.ask("partition(0).describe()");
    assertEquals("", first.err(), "partition 0 is whole");
    Answer named = session.ask("describe()");
    assertEquals("", named.trouble());
    assertTrue(named.out().startsWith("field "), named.out());
    List<String> lines = named.err().lines().toList();
    assertEquals(3, lines.size(), named.err());
    assertTrue(lines.get(0).startsWith("damaged: " + cut.name() + ": cut short at byte "), lines.get(0));
    assertTrue(lines.get(1).startsWith("damaged: " + text.name() + ": not an Avro file"), lines.get(1));
    assertEquals("left out: 2 captures, from where damaged on", lines.get(2));
    Answer again = session.ask("partition(7).count()");
    assertEquals("19 events\n", again.out(), "those before the damage");
    assertEquals("left out: 2 captures, from where damaged on\n", again.err());
    assertEquals(good.get(1), ask("partition(0).head(3)"));
    assertEquals(good.get(2), ask("partition(0).count()"));
    assertEquals("left out: 2 captures, from where damaged on\n", session.ask("tail(1)").err());
    Answer streamed = session.ask("partition(7).events().count()");
    assertEquals("19", streamed.value());
    assertEquals("left out: 2 captures, from where damaged on\n", streamed.err());
  }

  @Test
  void emptyWindowsAndEmptyFoldersAreNoEvents() throws Exception {
    Blob.of(Garden.DAY, List.<Event>of()).writeTo(folder.resolve("windows"));
    Files.createDirectory(folder.resolve("empty"));
    for (String name : List.of("windows", "empty")) {
      session.ask("open(" + Session.quoted(folder.resolve(name)) + ")");
      for (String word : List.of("describe()", "schema()", "head(3)", "count()", "devices()", "gaps()", "plot(\"uv\")", "timeline()",
          "histogram(\"uv\")", "latency()", "sizes()", "csv(\"never.csv\")", "frame()")) {
        assertEquals("no events: " + folder.resolve(name), wrong(word), word);
      }
    }
    assertTrue(!Files.exists(Path.of("never.csv")));
    assertTrue(ask("captures()").endsWith("empty: 0 captures, 0 B\n"));
  }

  @Test
  void streamsAreLazyAndPlainJava() {
    assertEquals(Integer.toString(Garden.EVENTS), session.ask("(int) events().count()").value());
    assertEquals("\"greenhouse-3\"", session.ask("events().map(e -> text(e, \"id\")).filter(i -> i != null).max(String::compareTo).get()").value());
    assertEquals("NaN", session.ask("events().filter(e -> e.text().equals(\"rebooting\")).mapToDouble(e -> number(e, \"uv\")).sum()").value());
  }

  @Test
  void tabShowsTheWords() {
    assertEquals(List.of("describe()"), session.completions("desc"));
    assertTrue(session.completions("pl").contains("plot("));
    Set<String> chained = new TreeSet<>(session.completions("last(\"2h\").").stream().map(s -> s.replaceFirst("\\(.*", "")).toList());
    Set<String> words = new TreeSet<>(Help.words());
    words.removeAll(List.of("open", "all", "by", "number", "text", "hub", "send", "help"));
    assertTrue(chained.containsAll(words), words + " in " + chained);
    for (String word : Help.words()) {
      String start = word.substring(0, Math.max(1, word.length() - 1));
      assertTrue(session.completions(start).stream().anyMatch(s -> s.startsWith(word + "(")), word);
    }
  }

  @Test
  void everyWordHasALineAndAPageThatFitTheTerminal() {
    Set<String> methods = Arrays.stream(Explore.class.getDeclaredMethods()).filter(m -> Modifier.isPublic(m.getModifiers()))
        .map(m -> m.getName()).filter(n -> !n.equals("start")).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(methods, new TreeSet<>(Help.words()));
    String overview = ask("help()");
    assertEquals(Help.page("plot"), ask("help(\"plot\")"));
    for (String word : methods) {
      assertTrue(overview.lines().anyMatch(l -> l.startsWith("  " + word + "(")), word);
      String page = Help.page(word);
      assertTrue(page.startsWith(word + "(") && page.lines().count() >= 2, page);
      assertEquals(page, Help.page(word + "()"));
      assertTrue((overview + page).lines().allMatch(l -> l.length() < 80), page);
    }
  }

  @Test
  void whatHelpShowsRuns() {
    Set<String> shown = HelpText.ALL.lines().filter(l -> l.startsWith("        ")).map(String::strip)
        .map(l -> l.replaceFirst(" {3,}.*", "")).collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    assertTrue(shown.size() > 25, shown.toString());
    for (String typed : shown) {
      if (!typed.startsWith("open(") && !typed.contains("follow()") && !typed.startsWith("send(")) {
        Answer answer = session.ask(typed.replaceAll("\"([\\w-]+\\.(csv|jsonl|png|svg))\"", "\"" + folder + "/$1\""));
        assertEquals("", answer.trouble(), typed);
        assertTrue(answer.err().isEmpty() || answer.err().startsWith("no events: ") || answer.err().contains("no field"), typed + answer.err());
      }
    }
  }

  @Test
  void hubAndSendMakeCapturesHere() {
    session.ask("open(" + Session.quoted(folder) + ")");
    assertTrue(ask("hub()").startsWith("a local Event Hubs captures into " + folder + " every 2 s\nEndpoint=sb://localhost:"));
    assertEquals("25 events of 10 devices sent and captured\n", ask("send(25)"));
    assertEquals("25 events\n", ask("count()"));
    assertEquals(List.of("id", "text", "0 %"), table(ask("schema()")).get(1).subList(0, 3));
    assertEquals(10 + 2, table(ask("devices()")).size());
  }

  @Test
  void theFilesOfTheRealServiceAreAnswered() throws Exception {
    Path captures = support.Script.PROJECT.resolve("../shared/captures").normalize();
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(captures), "optional: no real captures beside the project");
    session.ask("open(" + Session.quoted(captures) + ")");
    for (String word : List.of("captures()", "head(3)", "tail(3)", "show()", "schema()", "count()", "devices()", "rate(\"1h\")", "sizes()",
        "timeline()")) {
      assertTrue(!ask(word).isBlank(), word);
    }
    long count;
    try (var files = Files.list(captures)) {
      count = files.mapToLong(f -> {
        try (var reader = new org.apache.avro.file.DataFileReader<Object>(f.toFile(), new org.apache.avro.generic.GenericDatumReader<>())) {
          return java.util.stream.StreamSupport.stream(reader.spliterator(), false).count();
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }).sum();
    }
    assertEquals(Text.count(count, "event") + "\n", ask("count()"));
  }
}
