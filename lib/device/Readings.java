package device;

import capture.CapturedEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The general way from an event to rows, on Jackson: any body there is. What the fast way does not know comes here. Safe for
 * several threads, each with rows of its own.
 */
final class Readings {
  private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
      .maxNumberLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).build())
      .build();

  /** What the events of a unit may have together: small bodies of gzip can hold far more than memory does. */
  private static final int MOST_AT_ONCE = 1 << 28;

  private final DeviceKey by;
  private final JsonPointer pointer;
  private final boolean jsonLines;
  private final boolean spreadsheetSafe;

  Readings(ReadOptions options) {
    this.by = options.by();
    this.pointer = by.kind() == DeviceKey.Kind.POINTER ? JsonPointer.compile(by.name()) : null;
    this.jsonLines = options.format() == ReadOptions.Format.JSONL;
    this.spreadsheetSafe = options.spreadsheetSafe();
  }

  /** Why a body, or part of it, is no reading. */
  private static final class NoReading extends Exception {
    private static final long serialVersionUID = 1L;

    NoReading(String why) {
      super(why, null, false, false);
    }
  }

  /** One reading: its columns, and the line that is to be written. */
  private record Line(String device, Layout layout, String text) {
  }

  /**
   * Adds the rows of an event, or what tells why it has none.
   *
   * @param number the event's place in its unit
   * @param blob the blob it came from
   */
  void add(CapturedEvent event, int number, String blob, Rows rows, DeviceTable devices) {
    List<Line> lines = new ArrayList<>();
    try {
      String text = BodyText.of(event.body());
      if (text.length() > MOST_AT_ONCE - rows.size) {
        throw new NoReading("unpacked, it and the events before it have more than " + (MOST_AT_ONCE >> 20) + " MiB");
      }
      try (JsonParser parser = JSON.createParser(text)) {
        parser.nextToken();
        addValue(parser, text, event, blob, lines, true);
        if (parser.nextToken() != null) {
          throw new NoReading("not JSON: more follows after its end");
        }
      }
    } catch (JsonProcessingException e) {
      String what = e instanceof StreamConstraintsException ? "JSON beyond what is read: " : "not JSON: ";
      lines = List.of(rejected(event, blob, what + e.getOriginalMessage().lines().findFirst().orElse(""), null));
    } catch (NoReading | IOException e) {
      lines = List.of(rejected(event, blob, e.getMessage(), null));
    }
    for (Line line : lines) {
      rows.add(number, line.device == null ? null : devices.get(line.device), line.layout, line.text);
    }
  }

  private static Line rejected(CapturedEvent event, String blob, String why, String part) {
    return new Line(null, Layout.REJECTED, Rejected.line(event, blob, why, part));
  }

  /** An object, or an array of them. The parser is at its first token, and at its last afterwards. */
  private void addValue(JsonParser parser, String text, CapturedEvent event, String blob, List<Line> lines, boolean top)
      throws IOException, NoReading {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      addObject(parser, text, event, blob, lines, top);
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      int before = lines.size();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        addElement(parser, text, event, blob, lines);
      }
      if (lines.size() == before) {
        throw new NoReading("an array without readings");
      }
    } else if (parser.currentToken() == null) {
      throw new NoReading("an empty body");
    } else {
      throw new NoReading("JSON, but neither an object nor an array of objects");
    }
  }

  /** What is wrong with one element costs the others nothing; what is no JSON ends it all. */
  private void addElement(JsonParser parser, String text, CapturedEvent event, String blob, List<Line> lines)
      throws IOException {
    int start = start(parser);
    boolean object = parser.currentToken() == JsonToken.START_OBJECT;
    try {
      if (!object) {
        parser.finishToken(); // a text is read to its end only when it is asked for
        parser.skipChildren();
        throw new NoReading("an element of an array that is no object");
      }
      addObject(parser, text, event, blob, lines, false);
    } catch (NoReading e) {
      lines.add(rejected(event, blob, e.getMessage(), JsonText.compact(text, start, end(parser))));
    }
  }

  private void addObject(JsonParser parser, String text, CapturedEvent event, String blob, List<Line> lines, boolean top)
      throws IOException, NoReading {
    int start = start(parser);
    Map<String, String> cells = new LinkedHashMap<>();
    String device = by.kind() == DeviceKey.Kind.FIELD ? null : by.ofProperties(event);
    int records = -1;
    String half = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      int valueStart = start(parser);
      if (by.kind() == DeviceKey.Kind.FIELD && name.equals(by.name())) {
        device = token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
      }
      records = name.equals("records") && token == JsonToken.START_ARRAY ? valueStart : records;
      String cell = cell(parser, text, token, valueStart);
      half = JsonText.hasHalfSurrogate(name) || cell != null && JsonText.hasHalfSurrogate(cell) ? name : half;
      cells.put(name, cell);
    }
    int end = end(parser);
    if (top && records >= 0 && cells.size() == 1) {
      addRecords(text, records, event, blob, lines);
      return;
    }
    if (pointer != null) {
      device = pointed(text.substring(start, end));
    }
    device = device == null ? by.ofProperties(event) : device;
    if (half != null || device != null && JsonText.hasHalfSurrogate(device)) {
      throw new NoReading("a text with half of a surrogate pair, which no file in UTF-8 can hold");
    }
    if (device == null) {
      throw new NoReading("no " + by);
    }
    lines.add(line(device, cells, text, start, end));
  }

  /** The envelope of Azure Monitor: {"records":[...]}, each record a reading. */
  private void addRecords(String text, int start, CapturedEvent event, String blob, List<Line> lines)
      throws IOException, NoReading {
    String array = text.substring(start, text.lastIndexOf(']') + 1);
    try (JsonParser parser = JSON.createParser(array)) {
      parser.nextToken();
      addValue(parser, array, event, blob, lines, false);
    }
  }

  private Line line(String device, Map<String, String> cells, String text, int start, int end) throws NoReading {
    if (jsonLines) {
      return new Line(device, Layout.JSON, JsonText.compact(text, start, end) + "\n");
    }
    if (cells.isEmpty()) {
      throw new NoReading("an object without fields");
    }
    StringBuilder line = new StringBuilder();
    for (String cell : cells.values()) {
      Csv.append(line, cell);
      line.append(',');
    }
    line.setCharAt(line.length() - 1, '\n');
    return new Line(device, Layout.of(List.copyOf(cells.keySet())), line.toString());
  }

  /** The text of a cell: numbers as they came, objects and arrays as JSON without white space, null for null. */
  private String cell(JsonParser parser, String text, JsonToken token, int start) throws IOException {
    if (token.isStructStart()) {
      parser.skipChildren();
      return JsonText.compact(text, start, end(parser));
    }
    if (token == JsonToken.VALUE_STRING) {
      return spreadsheetSafe ? Csv.defused(parser.getText()) : parser.getText();
    }
    return token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  private String pointed(String object) throws IOException {
    try (JsonParser parser = JSON.createParser(object)) {
      parser.nextToken();
      return pointed(parser, pointer);
    }
  }

  /** What is where a pointer says, below the value that the parser is at; it is at its end afterwards. Of fields of the
   * same name the last counts, as everywhere. */
  private static String pointed(JsonParser parser, JsonPointer pointer) throws IOException {
    JsonToken token = parser.currentToken();
    if (pointer.matches()) {
      String text = token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
      parser.skipChildren();
      return text;
    }
    String found = null;
    if (token == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        JsonPointer below = pointer.matchProperty(parser.currentName());
        parser.nextToken();
        found = below(parser, below, found);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        found = below(parser, pointer.matchElement(i), found);
      }
    }
    return found;
  }

  private static String below(JsonParser parser, JsonPointer pointer, String before) throws IOException {
    if (pointer != null) {
      return pointed(parser, pointer);
    }
    parser.skipChildren();
    return before;
  }

  private static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  private static int end(JsonParser parser) {
    return (int) parser.currentLocation().getCharOffset();
  }
}
