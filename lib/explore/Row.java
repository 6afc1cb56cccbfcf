//DEPS com.fasterxml.jackson.core:jackson-core:2.20.0
package explore;

import capture.CapturedEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The fields of one JSON body, flat: what is in an object in a field is {@code outer.inner}; an array is one value. One
 * row is filled again and again, so that a million bodies need the memory of one. For one thread.
 */
final class Row {
  /** What a value is. */
  enum Kind { INTEGER, NUMBER, TEXT, BOOLEAN, NULL, ARRAY, OBJECT }

  private static final JsonFactory JSON = JsonFactory.builder()
      // Python's json module writes NaN and Infinity.
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final byte[] NO_BYTES = {};

  private final Predicate<String> wantsText;
  private final Map<String, Map<String, String>> paths = new HashMap<>();
  private String[] names = new String[16];
  private Kind[] kinds = new Kind[16];
  private double[] numbers = new double[16];
  private long[] integers = new long[16];
  private String[] texts = new String[16];
  private int[] from = new int[16];
  private int[] to = new int[16];
  private final FlatJson flat = new FlatJson(this);
  private int size;
  private byte[] body = NO_BYTES;

  /** A row that keeps the text of the fields that are wanted so; of others it knows kind and number only. */
  Row(Predicate<String> wantsText) {
    this.wantsText = wantsText;
  }

  /** A row that keeps all texts. */
  Row() {
    this(name -> true);
  }

  /** Takes up the body of an event. False, and no fields, if it is not one JSON object in UTF-8; gzip is unpacked. */
  boolean read(CapturedEvent event) {
    size = 0;
    body = Body.unpacked(event.body());
    if (!startsAsObject()) {
      return false;
    }
    if (flat.read(body)) {
      return true;
    }
    size = 0;
    return general();
  }

  private boolean general() {
    try (JsonParser parser = JSON.createParser(body)) {
      parser.nextToken();
      object(parser, "");
      if (parser.nextToken() == null) {
        return true;
      }
    } catch (IOException e) {
      // no JSON: told by the answer
    }
    size = 0;
    return false;
  }

  /** Whether it can be an object, in UTF-8: a brace and a zero byte are UTF-16 or UTF-32, which the parser would take. */
  private boolean startsAsObject() {
    int i = 0;
    while (i < body.length && (body[i] == ' ' || body[i] == '\n' || body[i] == '\r' || body[i] == '\t'
        || body[i] == (byte) 0xef || body[i] == (byte) 0xbb || body[i] == (byte) 0xbf)) {
      i++;
    }
    return i < body.length && body[i] == '{' && (i + 1 == body.length || body[i + 1] != 0);
  }

  private void object(JsonParser parser, String prefix) throws IOException {
    Map<String, String> known = prefix.isEmpty() ? null : paths.computeIfAbsent(prefix, p -> new HashMap<>());
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      String name = known == null ? field : known.computeIfAbsent(field, f -> prefix + "." + f);
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        int before = size;
        object(parser, name);
        if (size == before) {
          add(name, Kind.OBJECT, 0, 0, "{}");
        }
      } else {
        value(parser, token, name);
      }
    }
  }

  private void value(JsonParser parser, JsonToken token, String name) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT -> integer(parser, name);
      case VALUE_NUMBER_FLOAT -> add(name, Kind.NUMBER, parser.getDoubleValue(), 0, text(parser, name));
      case VALUE_STRING -> add(name, Kind.TEXT, 0, 0, text(parser, name));
      case VALUE_TRUE -> add(name, Kind.BOOLEAN, 0, 1, "true");
      case VALUE_FALSE -> add(name, Kind.BOOLEAN, 0, 0, "false");
      case VALUE_NULL -> add(name, Kind.NULL, 0, 0, "null");
      default -> array(parser, name);
    }
  }

  private void integer(JsonParser parser, String name) throws IOException {
    String text = text(parser, name);
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      add(name, Kind.NUMBER, parser.getDoubleValue(), 0, text); // more than a long holds
    } else {
      long n = parser.getLongValue();
      add(name, Kind.INTEGER, n, n, text);
    }
  }

  private void array(JsonParser parser, String name) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int to = (int) parser.currentTokenLocation().getByteOffset() + 1;
    add(name, Kind.ARRAY, 0, 0, wantsText.test(name)
        ? new String(body, from, to - from, StandardCharsets.UTF_8) : null);
  }

  private String text(JsonParser parser, String name) throws IOException {
    return wantsText.test(name) ? parser.getText() : null;
  }

  private void add(String name, Kind kind, double number, long integer, String text) {
    if (size == names.length) {
      int more = size * 2;
      names = Arrays.copyOf(names, more);
      kinds = Arrays.copyOf(kinds, more);
      numbers = Arrays.copyOf(numbers, more);
      integers = Arrays.copyOf(integers, more);
      texts = Arrays.copyOf(texts, more);
      from = Arrays.copyOf(from, more);
      to = Arrays.copyOf(to, more);
    }
    names[size] = name;
    kinds[size] = kind;
    numbers[size] = number;
    integers[size] = integer;
    from[size] = -1;
    texts[size++] = text;
  }

  /** As {@link #add}, the text to be taken from the body when it is asked for. */
  void add(String name, Kind kind, double number, long integer, int textFrom, int textTo) {
    add(name, kind, number, integer, null);
    from[size - 1] = textFrom;
    to[size - 1] = textTo;
  }

  /** How many fields there are. */
  int size() {
    return size;
  }

  /** The name of a field, counted from 0. */
  String name(int i) {
    return names[i];
  }

  Kind kind(int i) {
    return kinds[i];
  }

  /** Whether a field is a number. */
  boolean isNumber(int i) {
    return kinds[i] == Kind.INTEGER || kinds[i] == Kind.NUMBER;
  }

  /** The value of a number, as a double. */
  double number(int i) {
    return numbers[i];
  }

  /** The value of an integer; 1 for true. */
  long integer(int i) {
    return integers[i];
  }

  /** The text of a field, numbers and arrays as they were written; perhaps null where it is not wanted. */
  String text(int i) {
    if (texts[i] == null && from[i] >= 0) {
      texts[i] = new String(body, from[i], to[i] - from[i], StandardCharsets.ISO_8859_1);
    }
    return texts[i];
  }

  /** Whether a field counts: of two of that name, only the last does, as {@link #find} has it. */
  boolean counts(int i) {
    return find(names[i]) == i;
  }

  /** Where a field is, or -1; of two of that name, the last, as most JSON readers take it. */
  int find(String name) {
    int i = size - 1;
    while (i >= 0 && !names[i].equals(name)) {
      i--;
    }
    return i;
  }
}
