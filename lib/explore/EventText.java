package explore;

import capture.CapturedEvent;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An event for people: origin, properties, and the body, unpacked if it is gzip; JSON is indented, with every number as it
 * was written.
 *
 * @param event the event; not null
 */
public record EventText(CapturedEvent event) {
  private static final int LONGEST_BINARY = 64;

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    var origin = event.origin();
    line(out, "origin", origin == null ? "not told by the capture's name" : PartitionKey.hub(origin)
        + ", partition " + origin.partition() + ", window from " + Times.print(origin.windowStart()));
    line(out, "sequence number", SequenceNumber.print(event, "-") + ", offset "
        + (event.offset().isEmpty() ? "-" : event.offset()));
    line(out, "enqueued", Times.print(event.enqueuedTime()));
    properties(out, "system", event.systemProperties());
    properties(out, "property", event.properties());
    line(out, "body", Text.count(event.body().length, "byte"));
    return out + body();
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(String.format("%-16s", name)).append(Text.plain(value)).append('\n');
  }

  private static void properties(StringBuilder out, String kind, Map<String, Object> properties) {
    new TreeMap<>(properties).forEach((name, value) -> line(out, kind, name + " = "
        + (value instanceof byte[] bytes ? hex(bytes) : value)));
  }

  private static String hex(byte[] bytes) {
    int shown = Math.min(bytes.length, LONGEST_BINARY);
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown) + (shown < bytes.length ? " ..." : "");
  }

  private String body() {
    Body body = Body.of(event);
    if (body.text() == null) {
      return hex(body.bytes());
    }
    return (body.isJson() ? indented(body.text()) : body.text()).lines().map(Text::plain).collect(Collectors.joining("\n"));
  }

  /** Sets valid JSON anew: outside of strings, whitespace goes and line ends come. */
  static String indented(String json) {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        int end = endOfString(json, i);
        out.append(json, i, end);
        i = end - 1;
      } else if (c == '{' || c == '[') {
        int close = nextSolid(json, i + 1);
        boolean empty = json.charAt(close) == '}' || json.charAt(close) == ']';
        i = empty ? close : i;
        out.append(empty ? c + "" + json.charAt(close) : c + "\n" + "  ".repeat(++depth));
      } else if (c == '}' || c == ']') {
        out.append('\n').append("  ".repeat(--depth)).append(c);
      } else if (!Character.isWhitespace(c)) {
        out.append(c == ',' ? ",\n" + "  ".repeat(depth) : c == ':' ? ": " : String.valueOf(c));
      }
    }
    return out.toString();
  }

  private static int endOfString(String json, int start) {
    int i = start + 1;
    while (json.charAt(i) != '"') {
      i += json.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private static int nextSolid(String json, int from) {
    int i = from;
    while (Character.isWhitespace(json.charAt(i))) {
      i++;
    }
    return i;
  }
}
