package explore;

import capture.CapturedEvent;

/** One value of a JSON body, for conditions and streams. For any thread. */
final class Value {
  private static final ThreadLocal<Value> MINE = ThreadLocal.withInitial(Value::new);

  private final Row row = new Row(name -> name.equals(this.wanted));
  private String wanted;

  /** NaN if there is none, or it is no number. */
  static double number(CapturedEvent event, String field) {
    Value v = MINE.get();
    int i = v.find(event, field);
    return i >= 0 && v.row.isNumber(i) ? v.row.number(i) : Double.NaN;
  }

  /** As it was written; null if there is none. */
  static String text(CapturedEvent event, String field) {
    Value v = MINE.get();
    int i = v.find(event, field);
    return i >= 0 && v.row.kind(i) != Row.Kind.NULL ? v.row.text(i) : null;
  }

  private int find(CapturedEvent event, String field) {
    wanted = field;
    return row.read(Given.some("an event", event)) ? row.find(field) : -1;
  }
}
