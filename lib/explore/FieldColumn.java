package explore;

import java.util.List;
import java.util.regex.Pattern;

/** What the columns of a row for each event are called. */
final class FieldColumn {
  /** Those that every event has, first in every row. */
  static final List<String> OWN = List.of("enqueued", "partition", "sequenceNumber");
  /** The text, last, where bodies are no JSON objects. */
  static final String BODY = "body";

  // Also what a field would be renamed to, so that no two fields get one name.
  private static final Pattern TAKEN = Pattern.compile("(body\\.)*(" + String.join("|", OWN) + "|" + BODY + ")");

  private FieldColumn() {
  }

  /** The name of a field's column: its own, or {@code body.NAME} where events have a column of that name. */
  static String name(String field) {
    return TAKEN.matcher(field).matches() ? "body." + field : field;
  }
}
