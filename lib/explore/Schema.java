package explore;

import capture.CapturedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the bodies are made of.
 *
 * @param events how many events were read
 * @param objects how many of them have one JSON object as their body; only these have fields
 * @param fields in the order in which they were first seen; never null, perhaps empty
 */
public record Schema(long events, long objects, List<Field> fields) {
  private static final int EXAMPLES = 3;
  private static final int LONGEST_EXAMPLE = 24;

  /**
   * One field.
   *
   * @param name the field; in an object, {@code outer.inner}
   * @param types how often it is of which type: integer, number, text, boolean, null, array, object (an empty one)
   * @param present how many bodies have it
   * @param missingShare in how large a part of the JSON objects it is missing, 0 to 1
   * @param examples up to three different values, the first ones
   */
  public record Field(String name, Map<String, Long> types, long present, double missingShare, List<String> examples) {
  }

  /** Reads all events. Memory: a few hundred bytes for each field. */
  public static Schema of(Scan scan) throws IOException, InterruptedException {
    Fields all = scan.fold(Fields::new, Fields::add, Fields::addAll);
    return new Schema(scan.count(), all.objects,
        all.seen.entrySet().stream().map(e -> e.getValue().field(e.getKey(), all.objects)).toList());
  }

  /** The fields' names. */
  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** A row for each field. */
  public Table table() {
    Table.Builder table = new Table.Builder("field", "type", ">missing", "examples");
    for (Field f : fields) {
      String types = f.types.size() == 1 ? f.types.keySet().iterator().next() : f.types.entrySet().stream()
          .map(t -> t.getKey() + " " + Text.number(t.getValue())).collect(Collectors.joining(", "));
      table.row(f.name, types, Text.percent(f.missingShare), String.join(", ", f.examples));
    }
    long others = events - objects;
    return table.note(Text.count(events, "event") + (others == 0 ? "" : ", " + Text.number(others)
        + " of them not one JSON object"));
  }

  /** As {@link #table}. */
  @Override
  public String toString() {
    return table().toString();
  }

  private static final class Fields {
    private final Map<String, Seen> seen = new LinkedHashMap<>();
    // Most texts are not needed: an example is, of a field that has not shown three yet.
    private final Row row = new Row(name -> !seen.containsKey(name) || seen.get(name).examples.size() < EXAMPLES);
    private long objects;

    void add(CapturedEvent event) {
      if (!row.read(event)) {
        return;
      }
      objects++;
      for (int i = 0; i < row.size(); i++) {
        if (row.counts(i)) {
          seen.computeIfAbsent(row.name(i), n -> new Seen()).add(row, i);
        }
      }
    }

    Fields addAll(Fields other) {
      objects += other.objects;
      other.seen.forEach((name, s) -> seen.merge(name, s, Seen::addAll));
      return this;
    }
  }

  private static final class Seen {
    private final EnumMap<Row.Kind, Long> kinds = new EnumMap<>(Row.Kind.class);
    private final List<String> examples = new ArrayList<>();

    void add(Row row, int i) {
      kinds.merge(row.kind(i), 1L, Long::sum);
      if (examples.size() < EXAMPLES && row.kind(i) != Row.Kind.NULL && row.text(i) != null) {
        example(Text.cut(Text.plain(row.text(i)), LONGEST_EXAMPLE));
      }
    }

    private void example(String text) {
      if (examples.size() < EXAMPLES && !examples.contains(text)) {
        examples.add(text);
      }
    }

    Seen addAll(Seen other) {
      other.kinds.forEach((kind, n) -> kinds.merge(kind, n, Long::sum));
      other.examples.forEach(this::example);
      return this;
    }

    Field field(String name, long objects) {
      Map<String, Long> types = new LinkedHashMap<>();
      kinds.forEach((kind, n) -> types.put(kind.name().toLowerCase(Locale.ROOT), n));
      long present = kinds.values().stream().mapToLong(Long::longValue).sum();
      return new Field(name, types, present, objects == 0 ? 0 : 1 - (double) present / objects, List.copyOf(examples));
    }
  }
}
