package explore;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** What is wrong with the name of a field, told with the names there are. */
final class Fields {
  private static final int LOOKED_AT = 1000;

  private Fields() {
  }

  /** The error for a field that no event has; looks at the first thousand events for what there is instead. */
  static IllegalArgumentException missing(Events events, String field, String wanted) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    Row row = new Row(name -> false);
    try (EventReader reader = new EventReader(events.scan())) {
      for (int i = 0; i < LOOKED_AT; i++) {
        var event = reader.next();
        if (event == null) {
          break;
        }
        row.read(event);
        for (int f = 0; f < row.size(); f++) {
          names.add(row.name(f));
        }
      }
    }
    return new IllegalArgumentException("no field '" + field + "' " + wanted
        + (names.isEmpty() ? "; the bodies are not JSON objects" : "; there are: " + String.join(", ", names)));
  }
}
