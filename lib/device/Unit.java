package device;

import capture.CaptureChunk;
import capture.CaptureChunks;
import capture.CaptureSelection;
import capture.CapturedEvent;
import java.io.IOException;
import java.time.Instant;
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
  /** Whether the events are in the chunk, by the fast way, rather than in the list. */
  boolean fast;
  /** Whether the fast way met something it does not know. */
  boolean unknown;
  final CaptureChunk chunk = new CaptureChunk();
  final List<CapturedEvent> events = new ArrayList<>();
  final Rows rows = new Rows();
  int count;
  long[] numbers = new long[1 << 12];
  long[] seconds = new long[1 << 12];
  private final ReadOptions options;
  private final FastRows fastRows;
  /** Made with the first body that is not for the fast way: Jackson takes 20 ms to load. */
  private Readings readings;

  Unit(ReadOptions options) {
    this.options = options;
    this.fastRows = FastRows.of(options);
  }

  void clear(Work of) {
    work = of;
    last = false;
    inputBytes = 0;
    numbered = false;
    fast = false;
    unknown = false;
    count = 0;
    events.clear();
    rows.clear();
  }

  /** Adds the number of an event and when it was enqueued, in milliseconds since 1970. */
  void add(long number, long millis) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
      seconds = Arrays.copyOf(seconds, count * 2);
    }
    numbers[count] = number;
    seconds[count++] = Math.floorDiv(millis, 1000L);
  }

  /** Turns the events into rows. */
  void makeRows(DeviceTable devices) throws IOException {
    if (fast) {
      makeFastRows(devices);
    } else {
      for (int i = 0; i < count; i++) {
        addGenerally(events.get(i), i, devices);
      }
    }
  }

  private void addGenerally(CapturedEvent event, int number, DeviceTable devices) {
    readings = readings == null ? new Readings(options) : readings;
    readings.add(event, number, work.blob.name(), rows, devices);
  }

  private void makeFastRows(DeviceTable devices) throws IOException {
    try {
      while (chunk.next()) {
        addFast(devices);
      }
    } catch (CaptureChunks.UnknownBytesException e) {
      unknown = true;
    }
  }

  private void addFast(DeviceTable devices) {
    CaptureSelection selection = options.selection();
    if (!selection.isOfAnyTime() && !selection.includes(Instant.ofEpochMilli(chunk.enqueuedMillis()))) {
      work.whole = false;
      return;
    }
    add(chunk.sequenceNumber(), chunk.enqueuedMillis());
    if (fastRows == null || !fastRows.add(chunk, count - 1, rows, devices)) {
      addGenerally(chunk.event(work.name), count - 1, devices);
    }
  }
}
