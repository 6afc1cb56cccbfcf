package capture;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Some events of a capture file as the bytes they are, one after the other: the fast way beside {@link CaptureFile}.
 * Filled by {@link CaptureChunks}, and reused. Inflating and looking for events is left to who uses it, so that several
 * threads can, each with a chunk of its own. For one thread at a time.
 */
public final class CaptureChunk {
  private static final int LONGEST_PLAIN = 1 << 24;
  private static final int PART = 3;

  /** What was read of the file. */
  byte[] raw = new byte[1 << 18];
  int rawSize;
  long inputBytes;
  boolean last;

  private boolean deflated;
  private EventBytes event = new EventBytes(true);
  private boolean withNull = true;
  /** Blocks, or parts of huge ones: where each starts, how many bytes it has, and how many events. */
  private int[] parts = new int[PART * 16];
  private int partCount;

  private int part;
  private byte[] bytes = raw;
  private byte[] plain = new byte[0];
  private int at;
  private int limit;
  private int left;

  /** Empties it, for a file of such a kind. */
  void clear(boolean isDeflated, boolean canBeNull) {
    if (withNull != canBeNull) {
      withNull = canBeNull;
      event = new EventBytes(canBeNull);
    }
    deflated = isDeflated;
    rawSize = 0;
    last = false;
    partCount = 0;
    part = 0;
    at = 0;
    limit = 0;
    left = 0;
  }

  /** Makes room for so many raw bytes. */
  void reserve(int size) {
    if (raw.length < size) {
      raw = Arrays.copyOf(raw, Math.max(raw.length * 2, size));
    }
  }

  /** Notes that so many events are in these raw bytes. */
  void add(int start, int length, int events) {
    if (partCount * PART == parts.length) {
      parts = Arrays.copyOf(parts, parts.length * 2);
    }
    parts[partCount * PART] = start;
    parts[partCount * PART + 1] = length;
    parts[partCount++ * PART + 2] = events;
  }

  /**
   * Goes to the next event; before the first one it stands before that.
   *
   * @return false after the last one
   * @throws CaptureChunks.UnknownBytesException if there is something that is not known here; then nothing of the file can
   *     be relied on
   */
  public boolean next() throws CaptureChunks.UnknownBytesException {
    while (left == 0) {
      CaptureChunks.require(at == limit); // else a block holds more than its events
      if (part == partCount) {
        return false;
      }
      open();
    }
    at = event.find(bytes, at, limit);
    CaptureChunks.require(at >= 0);
    left--;
    return true;
  }

  private void open() throws CaptureChunks.UnknownBytesException {
    int start = parts[part * PART];
    int length = parts[part * PART + 1];
    left = parts[part++ * PART + 2];
    at = deflated ? 0 : start;
    limit = deflated ? inflate(start, length) : start + length;
    bytes = deflated ? plain : raw;
  }

  private int inflate(int start, int length) throws CaptureChunks.UnknownBytesException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(raw, start, length);
      for (int size = 0; ; ) {
        if (size == plain.length) {
          CaptureChunks.require(size < LONGEST_PLAIN);
          plain = Arrays.copyOf(plain, Math.max(1 << 17, size * 2));
        }
        int n = inflater.inflate(plain, size, plain.length - size);
        size += n;
        if (inflater.finished()) {
          CaptureChunks.require(inflater.getRemaining() <= AvroBlocks.CHECKSUM_BYTES);
          return size;
        }
        CaptureChunks.require(n > 0 || size == plain.length);
      }
    } catch (DataFormatException e) {
      throw new CaptureChunks.UnknownBytesException();
    } finally {
      inflater.end();
    }
  }

  /** The event's sequence number. */
  public long sequenceNumber() {
    return event.sequenceNumber();
  }

  /** When the event was enqueued, in milliseconds since 1970. */
  public long enqueuedMillis() {
    return event.enqueuedMillis();
  }

  /** The array that the event's body lies in; others' bytes lie there, too. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the event's body starts in {@link #bytes}. */
  public int bodyStart() {
    return event.bodyStart();
  }

  /** Where the event's body ends in {@link #bytes}. */
  public int bodyEnd() {
    return event.bodyEnd();
  }

  /** The event as a value, the same that {@link CaptureFile} gives. */
  public CapturedEvent event(CaptureName origin) {
    return event.event(origin);
  }

  /** Bytes of the file that were read for this chunk. */
  public long inputBytes() {
    return inputBytes;
  }

  /** Whether the file ends with this chunk. */
  public boolean isLast() {
    return last;
  }
}
