package capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A capture file cut into chunks of whole events: for files of the schemas that Event Hubs writes, uncompressed or
 * deflated. What it does not know it does not judge: it says so, and {@link CaptureFile} tells whether the file is whole.
 * Memory: what is read ahead of a block's end. For one thread; to be closed.
 */
public final class CaptureChunks implements AutoCloseable {
  /** No event, and no deflated block, is longer. */
  static final int LONGEST = 1 << 26;

  private static final int HEADER_BYTES = 1 << 13;
  /** Small enough that a chunk and the rows made of it stay in a processor's cache. */
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int DEFLATED_BYTES = 1 << 16;
  /** A larger block comes in parts, for which it has to be walked through here. */
  private static final int MOST_WHOLE_BYTES = 1 << 18;
  private static final int MOST_DEFLATED_BYTES = 1 << 22;
  private static final int SYNC_BYTES = 16;
  private static final String SCHEMA_2017 = CaptureSchema.EVENT_DATA;
  private static final String SCHEMA_2016 = SCHEMA_2017.replace(",\"null\"]", "]");

  private final InputStream in;
  private boolean withNull;
  private boolean deflated;
  private byte[] sync;
  private EventBytes event;
  /** What was read and not given out: at first behind the header, then the start of a block, or of an event. */
  private byte[] carry = new byte[HEADER_BYTES];
  private int carried;
  private long headerBytes;
  private boolean inBlock;
  private long eventsLeft;
  private long bytesLeft;
  private boolean ended;

  private CaptureChunks(InputStream in) {
    this.in = in;
  }

  /** There is something the fast way does not know. What is wrong, if anything is, {@link CaptureFile} tells. */
  public static final class UnknownBytesException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownBytesException() {
      super("not known to the fast way");
    }
  }

  static void require(boolean isKnown) throws UnknownBytesException {
    if (!isKnown) {
      throw new UnknownBytesException();
    }
  }

  /**
   * Opens a capture file. The stream is closed with it, and if this fails.
   *
   * @throws UnknownBytesException if it is not of a kind that is known here
   */
  public static CaptureChunks open(InputStream in) throws IOException {
    CaptureChunks chunks = new CaptureChunks(in);
    try {
      chunks.readHeader();
      return chunks;
    } catch (IOException | RuntimeException e) {
      chunks.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    carried = in.readNBytes(carry, 0, HEADER_BYTES);
    ended = carried < HEADER_BYTES;
    headerBytes = carried;
    Header header = new Header();
    header.read();
    carried -= header.at;
    System.arraycopy(carry, header.at, carry, 0, carried);
    event = new EventBytes(withNull);
  }

  /** Reads the header at the start of what is carried, which must hold all of it. */
  private final class Header {
    private int at = 4;

    void read() throws UnknownBytesException {
      String codec = "null";
      String schema = "";
      require(carried > 4 && carry[0] == 'O' && carry[1] == 'b' && carry[2] == 'j' && carry[3] == 1);
      for (int items = length(); items != 0; items = length()) {
        for (; items > 0; items--) {
          String key = text();
          String value = text();
          codec = key.equals("avro.codec") ? value : codec;
          schema = key.equals("avro.schema") ? value.replaceAll("\\s+", "") : schema;
        }
      }
      require(at + SYNC_BYTES <= carried);
      sync = Arrays.copyOfRange(carry, at, at += SYNC_BYTES);
      deflated = codec.equals("deflate");
      withNull = schema.equals(SCHEMA_2017);
      require((deflated || codec.equals("null")) && (withNull || schema.equals(SCHEMA_2016)));
    }

    private int length() throws UnknownBytesException {
      int n = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        require(at < carried);
        byte b = carry[at++];
        n |= (b & 0x7f) << shift;
        if (b >= 0) {
          require((n & 1) == 0);
          return n >>> 1;
        }
      }
      throw new UnknownBytesException();
    }

    private String text() throws UnknownBytesException {
      int length = length();
      require(length <= carried - at);
      at += length;
      return new String(carry, at - length, length, StandardCharsets.UTF_8);
    }
  }

  /**
   * Fills a chunk with the next events; {@link CaptureChunk#isLast} tells whether they are the last of a whole file.
   *
   * @throws UnknownBytesException if there is something that is not known here: the file may be damaged
   */
  public void next(CaptureChunk chunk) throws IOException {
    chunk.clear(deflated, withNull);
    chunk.reserve(carried);
    System.arraycopy(carry, 0, chunk.raw, 0, carried);
    chunk.rawSize = carried;
    chunk.inputBytes = headerBytes;
    headerBytes = 0;
    int used = 0;
    for (int target = deflated ? DEFLATED_BYTES : CHUNK_BYTES; used == 0; target = chunk.rawSize * 2) {
      require(target <= LONGEST);
      fill(chunk, target);
      used = take(chunk);
      if (ended && used == chunk.rawSize && !inBlock) {
        chunk.last = true;
        break;
      }
      require(used > 0 || !ended);
    }
    carried = chunk.rawSize - used;
    carry = carry.length < carried ? new byte[carried * 2] : carry;
    System.arraycopy(chunk.raw, used, carry, 0, carried);
  }

  private void fill(CaptureChunk chunk, int target) throws IOException {
    chunk.reserve(target);
    while (!ended && chunk.rawSize < target) {
      int n = in.read(chunk.raw, chunk.rawSize, target - chunk.rawSize);
      ended = n < 0;
      chunk.rawSize += Math.max(0, n);
      chunk.inputBytes += Math.max(0, n);
    }
  }

  /** Notes the blocks that are there, and what there is of huge ones; returns how many bytes that is. */
  private int take(CaptureChunk chunk) throws UnknownBytesException {
    int at = 0;
    while (true) {
      int start = inBlock ? at : openBlock(chunk, at);
      if (start < 0) {
        return at;
      }
      if (inBlock) {
        start = takePart(chunk, start);
        if (bytesLeft > 0 || chunk.rawSize - start < SYNC_BYTES) {
          return start;
        }
      } else if (chunk.rawSize - start >= bytesLeft + SYNC_BYTES) {
        chunk.add(start, (int) bytesLeft, (int) eventsLeft);
        start += (int) bytesLeft;
      } else {
        require(!ended);
        return at; // it comes whole with the next chunk
      }
      require(Arrays.equals(chunk.raw, start, start + SYNC_BYTES, sync, 0, SYNC_BYTES));
      inBlock = false;
      at = start + SYNC_BYTES;
    }
  }

  /** Reads the two numbers before a block; below 0 if they are not there yet. Only huge blocks count as open then. */
  private int openBlock(CaptureChunk chunk, int from) throws UnknownBytesException {
    byte[] b = chunk.raw;
    int second = EventBytes.skipNumber(b, from, chunk.rawSize);
    int at = second < 0 ? second : EventBytes.skipNumber(b, second, chunk.rawSize);
    if (at < 0) {
      require(at == EventBytes.SHORT && (!ended || from == chunk.rawSize));
      return at;
    }
    eventsLeft = EventBytes.number(b, from, second);
    bytesLeft = EventBytes.number(b, second, at);
    require(eventsLeft >= 0 && eventsLeft <= (deflated ? LONGEST : bytesLeft)
        && bytesLeft >= 0 && bytesLeft <= (deflated ? MOST_DEFLATED_BYTES : Long.MAX_VALUE));
    inBlock = !deflated && bytesLeft > MOST_WHOLE_BYTES;
    return at;
  }

  /** Takes as many whole events of a huge block as there are; returns where they end. */
  private int takePart(CaptureChunk chunk, int from) throws UnknownBytesException {
    int limit = (int) Math.min(chunk.rawSize, from + bytesLeft);
    int at = from;
    int events = 0;
    for (int end; events < eventsLeft && (end = event.find(chunk.raw, at, limit)) != EventBytes.SHORT; at = end, events++) {
      require(end >= 0);
    }
    chunk.add(from, at - from, events);
    bytesLeft -= at - from;
    eventsLeft -= events;
    require(eventsLeft > 0 ? bytesLeft > limit - at : bytesLeft == 0); // else its events go beyond it, or do not fill it
    return at;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
