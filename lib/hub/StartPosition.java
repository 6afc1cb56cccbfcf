package hub;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.DescribedType;

/**
 * Where a receiver begins: the selector filter that the SDKs send, {@code amqp.annotation.x-opt-offset >[=] 'V'}, or
 * {@code -sequence-number}, or {@code -enqueued-time} in milliseconds since 1970; {@code '-1'} is the earliest and
 * {@code '@latest'} the end. Stateless.
 */
final class StartPosition {
  private static final Pattern SELECTOR =
      Pattern.compile("\\s*amqp\\.annotation\\.x-opt-(offset|sequence-number|enqueued-time(?:-utc)?)\\s*(>=?)\\s*'([^']*)'\\s*");

  private StartPosition() {
  }

  /**
   * The number of the first event to deliver.
   *
   * @param filters as the client attached with; null or without a selector for the earliest
   * @throws IllegalArgumentException for the client, if the selector is of no known form or beyond the partition's end
   */
  static long find(Map<?, ?> filters, PartitionLog log) {
    String selector = selector(filters);
    if (selector == null) {
      return log.first();
    }
    Matcher m = SELECTOR.matcher(selector);
    if (!m.matches()) {
      throw new IllegalArgumentException("The filter '" + selector + "' is not one of Event Hubs' own.");
    }
    String value = m.group(3);
    if (value.equals("@latest")) {
      return log.next();
    }
    try {
      return find(m.group(1), m.group(2).equals(">="), Long.parseLong(value), log);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The supplied " + m.group(1) + " '" + value + "' is not a number.");
    }
  }

  private static String selector(Map<?, ?> filters) {
    if (filters == null) {
      return null;
    }
    for (Object value : filters.values()) {
      Object plain = value instanceof DescribedType d ? d.getDescribed() : value;
      if (plain instanceof String s) {
        return s;
      }
    }
    return null;
  }

  private static long find(String field, boolean inclusive, long value, PartitionLog log) {
    long after = inclusive && value > Long.MIN_VALUE ? value - 1 : value;
    if (field.equals("sequence-number")) {
      if (after >= log.next()) {
        throw new IllegalArgumentException("The supplied sequence number '" + value
            + "' is invalid. The last sequence number in the system is '" + (log.next() - 1) + "'");
      }
      return Math.max(after + 1, log.first());
    }
    if (field.equals("offset")) {
      StoredEvent last = log.last();
      if (value > (last == null ? -1 : last.offset())) {
        throw new IllegalArgumentException("The supplied offset '" + value + "' is invalid. The last offset in the system is '"
            + (last == null ? -1 : last.offset()) + "'");
      }
      return log.afterOffset(after);
    }
    return log.afterTime(after);
  }
}
