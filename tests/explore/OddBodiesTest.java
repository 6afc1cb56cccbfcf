//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dflib.DataFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Codec;
import support.CaptureTree.Kind;
import support.Truth;

/** Bodies that are not one JSON object in UTF-8, that name what events have themselves, or that would rule a terminal. */
class OddBodiesTest {
  private static final ObjectMapper JSON = new ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String RED = "\u001b[41m";

  @TempDir
  Path folder;
  @TempDir
  Path out;

  private Events texts(String... bodies) throws IOException {
    return Bodies.write(folder, Arrays.stream(bodies).map(Bodies::text));
  }

  private static byte[] utf16(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }

  /** What show() prints of the bodies. */
  private static List<String> shown(Events events) {
    try (var all = events.stream()) {
      return all.map(e -> new EventText(e).toString()).map(t -> t.substring(t.indexOf('\n', t.indexOf("\nbody  ") + 1) + 1)).toList();
    }
  }

  private List<JsonNode> jsonl(Events events) throws Exception {
    Path file = out.resolve("events.jsonl");
    Export.jsonl(events.scan(), file);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private List<List<String>> csv(Events events) throws Exception {
    Path file = out.resolve("events.csv");
    Export.csv(events.scan(), file);
    return Truth.parse(file);
  }

  @Test
  void moreThanOneJsonValueIsShownAsText() throws Exception {
    assertEquals(List.of("21.5 60", "1\n2", "{\"a\":1}{\"b\":2}", "[1,2] x", "{\n  \"a\": 1\n}", "21.50"),
        shown(texts("21.5 60", "1\n2", "{\"a\":1}{\"b\":2}", "[1,2] x", " {\"a\":1}\n", "21.50")));
  }

  @Test
  void jsonLinesAreJsonWhateverTheBodiesAre() throws Exception {
    List<String> bodies = List.of("21.5 60", "1\n2", "{\"a\":1}{\"b\":2}", "{\"a\":1}\n{\"a\":2}\n", "", "{\"v\":NaN}");
    List<JsonNode> lines = jsonl(texts(bodies.toArray(String[]::new)));
    assertEquals(bodies, lines.stream().map(l -> l.get("body").textValue()).toList());
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheJson() throws Exception {
    Events events = texts("\ufeff{\"a\": [1, 2]}", "\ufeffplain");
    List<JsonNode> lines = jsonl(events);
    assertEquals(JSON.readTree("{\"a\": [1, 2]}"), lines.get(0).get("body"));
    assertEquals("plain", lines.get(1).get("body").textValue());
    assertEquals(List.of("{\n  \"a\": [\n    1,\n    2\n  ]\n}", "plain"), shown(events));
    assertEquals("[1, 2]", csv(events).get(1).get(3));
  }

  @Test
  void bytesAreKeptAsBase64AndGzipIsUnpacked() throws Exception {
    byte[] bytes = {0, 1, (byte) 0xff, 7};
    byte[] torn = Arrays.copyOf(CaptureTree.gzip(Bodies.text("{\"a\": 1}")), 20);
    List<JsonNode> lines = jsonl(Bodies.write(folder, Stream.of(bytes, CaptureTree.gzip(Bodies.text("{\"a\":\n 1.50}")),
        CaptureTree.gzip(Bodies.text("plain")), CaptureTree.gzip(bytes), torn, utf16("{\"a\": 1}"), Bodies.text("AAH/Bw=="))));
    assertArrayEquals(bytes, lines.get(0).get("bodyBase64").binaryValue());
    assertEquals("{\"a\": 1.50}", Files.readAllLines(out.resolve("events.jsonl")).get(1).replaceFirst(".*\"body\":(.*)}$", "$1"));
    assertEquals("plain", lines.get(2).get("body").textValue());
    assertArrayEquals(bytes, lines.get(3).get("bodyBase64").binaryValue());
    assertArrayEquals(torn, lines.get(4).get("bodyBase64").binaryValue());
    assertEquals("{\"a\": 1}", new String(lines.get(5).has("bodyBase64") ? lines.get(5).get("bodyBase64").binaryValue()
        : Bodies.text(lines.get(5).get("body").textValue()), StandardCharsets.UTF_16LE));
    assertEquals("AAH/Bw==", lines.get(6).get("body").textValue());
    assertTrue(lines.stream().allMatch(l -> l.has("body") != l.has("bodyBase64")));
  }

  @Test
  void gzipIsShownUnpacked() throws Exception {
    assertEquals(List.of("{\n  \"a\": 1\n}", "00 ff"), shown(Bodies.write(folder, Stream.of(
        CaptureTree.gzip(Bodies.text("{\"a\": 1}")), new byte[] {0, (byte) 0xff}))));
  }

  @Test
  void jsonInOtherEncodingsThanUtf8IsNoObject() throws Exception {
    Events events = Bodies.write(folder, Stream.of(utf16("{\"a\": [1, 2], \"b\": 3}"), "{\"a\": [1]}".getBytes(StandardCharsets.UTF_16BE),
        "{\"a\": [1]}".getBytes(java.nio.charset.Charset.forName("UTF-32LE")), Bodies.text("{\"a\": [1, 2]}")));
    Schema schema = Schema.of(events.scan());
    assertEquals(List.of("a"), schema.names());
    assertEquals(1, schema.objects());
    assertEquals("[1, 2]", Frames.of(events.scan()).getColumn("a").get(3));
    assertEquals("[1, 2]", csv(events).get(4).get(3));
    assertTrue(Preview.head(events.scan(), 60).toString().contains("[1, 2]"));
  }

  @Test
  void halfASurrogateIsReplacedAndTheRestIsThere() throws Exception {
    List<List<String>> rows = csv(texts("{\"id\": \"cut \\ud83d\", \"n\": 1}", "{\"id\": \"\\ude80\", \"cut \\ud83d\": 2}"));
    assertEquals(List.of("id", "n", "cut \ufffd"), rows.get(0).subList(3, 6));
    assertEquals(List.of("cut \ufffd", "1", ""), rows.get(1).subList(3, 6));
    assertEquals(List.of("\ufffd", "", "2"), rows.get(2).subList(3, 6));
    assertEquals("cut \ud83d", jsonl(texts("{\"id\": \"cut \\ud83d\"}")).get(0).get("body").get("id").textValue());
  }

  private static void assertPlain(String printed) {
    assertTrue(printed.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c) && !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069)),
        printed);
  }

  @Test
  void namesOfFieldsDoNotRuleTheTerminal() throws Exception {
    Events events = texts("{\"\\u001b[41mfield\\u001b[2J\": 5, \"" + "b".repeat(30) + "\\u009b2J\": \"x\"}");
    Table head = Preview.head(events.scan(), 2).table();
    assertTrue(head.toString().contains(RED.replace('\u001b', ' ') + "field"), head.toString());
    Table frame = Frames.table(Frames.of(events.scan()), 10);
    for (Table table : List.of(head, frame)) {
      assertPlain(table.toString());
      assertPlain(table.print(40, false)); // names what is not shown
    }
  }

  /** Tables tell by the first character what a column is: that is not to be taken from a field's name. */
  @Test
  void namesOfFieldsMayStartWithAnything() throws Exception {
    Events events = texts("{\"=a\": \"x\", \"@b\": \"y\", \">c\": \"z\", \"=d\": 1}");
    for (Table table : List.of(Preview.head(events.scan(), 2).table(), Frames.table(Frames.of(events.scan()), 10))) {
      assertTrue(table.toString().lines().findFirst().orElseThrow().endsWith("  =a  @b  >c  =d"), table.toString());
    }
    assertTrue(Counts.of(events.scan(), "=a").toString().startsWith("=a"));
  }

  @Test
  void valuesDoNotRuleTheTerminal() throws Exception {
    String bad = "\u009b2J \u0085 \u007f \u202eevil\u202c \u2066x\u2069";
    Events events = texts("{\"id\": \"" + bad + "\"}", "text " + bad);
    shown(events).forEach(OddBodiesTest::assertPlain);
    assertPlain(Preview.head(events.scan(), 2).toString());
    assertPlain(Frames.table(Frames.of(events.scan()), 10).toString());
    assertEquals(bad, Frames.of(events.scan()).getColumn("id").get(0));
  }

  @Test
  void fieldsNamedAsWhatEventsHaveAreToldApart() throws Exception {
    String body = "{\"enqueued\": 1, \"partition\": 2, \"sequenceNumber\": 3, \"body\": 4, \"x\": 5, \"body.enqueued\": 6, \"sequence\": 7}";
    Events events = texts(body, "text");
    List<String> fields = List.of("body.enqueued", "body.partition", "body.sequenceNumber", "body.body", "x", "body.body.enqueued", "sequence");
    List<String> own = List.of("enqueued", "partition", "sequenceNumber");
    List<List<String>> rows = csv(events);
    assertEquals(Stream.of(own, fields, List.of("body")).flatMap(List::stream).toList(), rows.get(0));
    assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", ""), rows.get(1).subList(3, 11));
    assertEquals("text", rows.get(2).get(10));
    DataFrame frame = Frames.of(events.scan());
    assertEquals(Stream.of(own, fields).flatMap(List::stream).toList(), List.of(frame.getColumnsIndex().toArray()));
    assertEquals(List.of("enqueued", "partition", "sequence", "body.enqueued", "body.partition", "body.sequenceNumber", "body.body", "x",
        "body.body.enqueued", "body.sequence", "body"), List.of(Preview.head(events.scan(), 2).toString().lines().findFirst().orElseThrow().split(" +")));
  }

  @Test
  void whatHasNoSequenceNumberShowsNone() throws Exception {
    new Blob("ns", "iot", "0", Garden.DAY, Kind.IOT_HUB, Codec.NULL, 1, Bodies.events(List.of(Bodies.text("{\"a\": 1}")))).writeTo(folder);
    Events events = Events.open(folder.toString(), Map.of());
    assertEquals(List.of("00:00:00", "0", "-", "1"), List.of(Preview.head(events.scan(), 1).toString().lines().skip(1).findFirst().orElseThrow().split(" +")));
    try (var all = events.stream()) {
      assertTrue(new EventText(all.findFirst().orElseThrow()).toString().contains("\nsequence number -, offset -\n"));
    }
    assertEquals("", csv(events).get(1).get(2));
    assertTrue(jsonl(events).get(0).get("sequenceNumber").isNull());
    assertEquals(null, Frames.of(events.scan()).getColumn("sequenceNumber").get(0));
  }
}
