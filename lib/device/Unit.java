package device;

import capture.CapturedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Some events of one blob, on their way through the reader: filled in order, worked on in any, written in order. Reused. */
final class Unit {
  int order;
  Work work;
  /** Whether these are the last events of the blob. */
  boolean last;
  /** Bytes of the blob that were read for it. */
  long inputBytes;
  /** Whether the events have sequence numbers of their own, rather than places in their blob. */
  boolean numbered;
  final List<CapturedEvent> events = new ArrayList<>();
  final Rows rows = new Rows();
  int count;
  long[] numbers = new long[1 << 12];
  long[] seconds = new long[1 << 12];

  void clear(Work of) {
    work = of;
    last = false;
    inputBytes = 0;
    numbered = false;
    count = 0;
    events.clear();
    rows.clear();
  }

  void add(long number, long second) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
      seconds = Arrays.copyOf(seconds, count * 2);
    }
    numbers[count] = number;
    seconds[count++] = second;
  }
}
