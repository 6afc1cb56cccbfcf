package capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The events of one capture file, some at a time, found by walking the bytes: for files of the schemas that Event Hubs
 * writes, uncompressed or deflated. What it does not know it does not judge: it says so, and {@link CaptureFile} tells
 * whether the file is whole. For one thread; to be closed.
 */
public final class CaptureChunks implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int PACKED_BYTES = 1 << 17;
  private static final int READ_BYTES = 1 << 18;
  private static final int LONGEST = 1 << 26;
  private static final int SYNC_BYTES = 16;
  private static final String SCHEMA_2017 = CaptureSchema.EVENT_DATA;
  private static final String SCHEMA_2016 = SCHEMA_2017.replace(",\"null\"]", "]");

  private final InputStream in;
  private String schema;
  private boolean withNull;
  private boolean packed;
  private byte[] sync;
  private byte[] carry = new byte[1 << 16];
  private int carried;
  private long recordsLeft;
  private long bytesLeft;
  private boolean inBlock;
  private boolean ended;

  private CaptureChunks(InputStream in) {
    this.in = in;
  }

  /** The fast way did not know something. What is wrong, if anything is, {@link CaptureFile} tells. */
  public static final class UnknownBytesException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownBytesException() {
      super("not known to the fast way");
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
    carried = Math.max(0, in.readNBytes(carry, 0, 1 << 13));
    Header header = new Header();
    header.read();
    ended = carried < 1 << 13;
    carried -= header.at;
    System.arraycopy(carry, header.at, carry, 0, carried);
  }

  /** Reads the header at the start of what is carried, which must hold all of it. */
  private final class Header {
    private int at = 4;

    void read() throws UnknownBytesException {
      String codec = "null";
      require(carried > 4 && carry[0] == 'O' && carry[1] == 'b' && carry[2] == 'j' && carry[3] == 1);
      for (int items = length(); items != 0; items = length()) {
        for (; items > 0; items--) {
          String key = text();
          String value = text();
          codec = key.equals("avro.codec") ? value : codec;
          schema = key.equals("avro.schema") ? value : schema;
        }
      }
      require(at + SYNC_BYTES <= carried && schema != null);
      sync = Arrays.copyOfRange(carry, at, at + SYNC_BYTES);
      at += SYNC_BYTES;
      packed = codec.equals("deflate");
      String bare = schema.replaceAll("\\s+", "");
      withNull = bare.equals(SCHEMA_2017);
      require((packed || codec.equals("null")) && (withNull || bare.equals(SCHEMA_2016)));
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

  private static void require(boolean known) throws UnknownBytesException {
    if (!known) {
      throw new UnknownBytesException();
    }
  }

  /**
   * Fills a chunk with the next events; {@link CaptureChunk#isLast} tells whether they are the last of a whole file.
   * {@link CaptureChunk#unpack} is still to be called.
   *
   * @throws UnknownBytesException if there is something that is not known here: the file may be damaged
   */
  public void next(CaptureChunk chunk) throws IOException {
    chunk.clear();
    chunk.schema = schema;
    chunk.withNull = withNull;
    chunk.reserve(carried);
    System.arraycopy(carry, 0, chunk.raw, 0, carried);
    chunk.rawSize = carried;
    int used = 0;
    for (int target = packed ? PACKED_BYTES : CHUNK_BYTES; used == 0; target = chunk.rawSize * 2) {
      require(target <= LONGEST);
      fill(chunk, target);
      used = packed ? frame(chunk) : walk(chunk);
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
    chunk.reserve(target - chunk.rawSize);
    while (!ended && chunk.rawSize < target) {
      // Small reads: the bytes pass through a buffer of their own, which should stay in the processor's cache.
      int n = in.read(chunk.raw, chunk.rawSize, Math.min(target - chunk.rawSize, READ_BYTES));
      ended = n < 0;
      chunk.rawSize += Math.max(0, n);
      chunk.inputBytes += Math.max(0, n);
    }
  }

  /** Finds the events in what was read; returns how much of it that was. */
  private int walk(CaptureChunk chunk) throws UnknownBytesException {
    int at = 0;
    while (true) {
      if (!inBlock) {
        int next = openBlock(chunk, at);
        if (next < 0) {
          return at;
        }
        at = next;
      }
      int limit = (int) Math.min(chunk.rawSize, at + bytesLeft);
      int found = chunk.walk(at, limit, recordsLeft);
      require(found >= 0);
      bytesLeft -= chunk.end() - at;
      recordsLeft -= found;
      at = chunk.end();
      if (recordsLeft > 0) {
        require(bytesLeft > limit - at); // else the events go beyond their block
        return at;
      }
      require(bytesLeft == 0);
      if (chunk.rawSize - at < SYNC_BYTES) {
        return at;
      }
      at = closeBlock(chunk, at);
    }
  }

  /** Finds whole blocks in what was read; returns how much of it that was. */
  private int frame(CaptureChunk chunk) throws UnknownBytesException {
    int at = 0;
    while (true) {
      int start = openBlock(chunk, at);
      if (start < 0 || chunk.rawSize - start < bytesLeft + SYNC_BYTES) {
        require(start < 0 || !ended);
        inBlock = false; // it is opened again when all of it is there
        return at;
      }
      chunk.addPacked(start, (int) bytesLeft, (int) recordsLeft);
      at = closeBlock(chunk, start + (int) bytesLeft);
    }
  }

  /** Reads the two numbers before a block; below 0 if they are not there yet. */
  private int openBlock(CaptureChunk chunk, int from) throws UnknownBytesException {
    int at = from;
    long[] two = new long[2];
    for (int i = 0; i < 2; i++) {
      long n = 0;
      for (int shift = 0; ; shift += 7) {
        if (at >= chunk.rawSize) {
          require(!ended || at == from);
          return -1;
        }
        require(shift < 35);
        byte b = chunk.raw[at++];
        n |= (b & 0x7fL) << shift;
        if (b >= 0) {
          break;
        }
      }
      require((n & 1) == 0);
      two[i] = n >>> 1;
    }
    recordsLeft = two[0];
    bytesLeft = two[1];
    require(!packed || bytesLeft <= LONGEST >> 4 && recordsLeft <= LONGEST);
    inBlock = true;
    return at;
  }

  private int closeBlock(CaptureChunk chunk, int at) throws UnknownBytesException {
    require(Arrays.equals(chunk.raw, at, at + SYNC_BYTES, sync, 0, SYNC_BYTES));
    inBlock = false;
    recordsLeft = 0;
    bytesLeft = 0;
    return at + SYNC_BYTES;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
