//DEPS org.dflib:dflib:1.2.0
package explore;

import capture.CapturedEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dflib.DataFrame;
import org.dflib.Series;

/** Events as a DFLib DataFrame. */
public final class Frames {
  private Frames() {
  }

  /**
   * A row for each event, in the order of capture: {@code enqueued} (Instant), {@code partition} (String, null where the
   * capture's name tells none), {@code sequenceNumber} (long; Long, with nulls, where events have none), then the fields of
   * the JSON bodies in the order in which they were first seen. A field is long or double if it is a number of that kind
   * wherever it is, Long or Double with nulls if it is missing somewhere, Boolean, else String: arrays as they were written,
   * numbers among texts as Java writes them, whole ones without a point. A field named as one of the first three, or {@code
   * body}, gets the name {@code body.NAME}, as in {@link Export#csv}.
   * Memory: about 250 bytes for an event of five fields.
   */
  public static DataFrame of(Scan scan) throws IOException, InterruptedException {
    Rows all = scan.fold(Rows::new, Rows::add, Rows::addAll);
    List<String> names = new ArrayList<>(FieldColumn.OWN);
    List<Series<?>> series = new ArrayList<>(List.of(all.enqueued.series(all.size), all.partition.series(all.size),
        all.number.series(all.size)));
    for (var entry : new ArrayList<>(all.fields.entrySet())) {
      names.add(FieldColumn.name(entry.getKey()));
      series.add(entry.getValue().series(all.size));
      entry.setValue(null); // made; its parts are not needed twice
    }
    return DataFrame.byColumn(names.toArray(String[]::new)).of(series.toArray(Series[]::new));
  }

  /** The first rows of any frame as a table. */
  public static Table table(DataFrame frame, int most) {
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < Math.min(most, frame.height()); r++) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < frame.width(); c++) {
        Object value = frame.getColumn(c).get(r);
        row.add(value == null ? null : value instanceof Instant i ? Times.print(i)
            : value instanceof Double d ? NumberText.print(d) : value.toString());
      }
      rows.add(row);
    }
    List<String> header = new ArrayList<>();
    for (int c = 0; c < frame.width(); c++) {
      boolean isNumber = Number.class.isAssignableFrom(frame.getColumn(c).getInferredType());
      header.add((isNumber || frame.getColumn(c).getInferredType().isPrimitive() ? ">" : " ")
          + frame.getColumnsIndex().get(c));
    }
    return new Table(header, rows, Text.count(frame.height(), "row"));
  }

  private static final class Rows {
    private final Row row = new Row();
    private final Column enqueued = new Column();
    private final Column partition = new Column();
    private final Column number = new Column();
    private final Map<String, Column> fields = new LinkedHashMap<>();
    private final Map<String, String> pool = new java.util.HashMap<>();
    private int size;

    void add(CapturedEvent event) {
      enqueued.object(size, event.enqueuedTime());
      partition.object(size, event.origin() == null ? null : event.origin().partition());
      if (event.isNumbered()) {
        number.integer(size, event.sequenceNumber());
      } else {
        number.object(size, null);
      }
      row.read(event);
      for (int i = 0; i < row.size(); i++) {
        fields.computeIfAbsent(row.name(i), n -> new Column()).add(size, row, i, pool);
      }
      size++;
    }

    Rows addAll(Rows other) {
      enqueued.addAll(size, other.enqueued);
      partition.addAll(size, other.partition);
      number.addAll(size, other.number);
      other.fields.forEach((name, c) -> fields.computeIfAbsent(name, n -> new Column()).addAll(size, c));
      size = Math.addExact(size, other.size);
      return this;
    }
  }
}
