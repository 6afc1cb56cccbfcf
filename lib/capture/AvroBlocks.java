//DEPS org.xerial.snappy:snappy-java:1.1.10.8
//DEPS com.github.luben:zstd-jni:1.5.7-6
package capture;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.xerial.snappy.Snappy;

/**
 * The frame of an Avro object container: header, then blocks, each closed by the header's sync marker. Source: Avro 1.12
 * specification, "Object Container Files". Avro's own DataFileStream takes a file that is cut short for one that ends,
 * and stops at an empty block; here both are told apart from the end of the file.
 *
 * <p>A block is streamed, never held as a whole, except under snappy, which has no stream. For one thread.
 */
final class AvroBlocks implements AutoCloseable {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC_BYTES = 16;
  /** Avro for Python cuts the checksum of zlib's format off but for three bytes; others may leave all four. */
  static final int CHECKSUM_BYTES = 4;
  /** Three bytes of snappy stand for 64 at most. */
  private static final int MOST_SNAPPY_GROWTH = 64;
  private static final int LONGEST_HEADER_VALUE = 1 << 20;

  private final Frame in;
  private final String where;
  private final byte[] sync;
  private final String codec;
  private final String schema;
  private InputStream data;
  private final Inflater inflater = new Inflater(true);
  /** Of the block at hand; it holds memory that is not the JVM's. */
  private InputStream zstd;

  /**
   * Reads the header.
   *
   * @param where what an error calls the file
   * @throws DamagedCaptureException if this is no whole header of an Avro file, or its codec is not known
   */
  AvroBlocks(InputStream in, String where) throws IOException {
    this.in = new Frame(in);
    this.where = where;
    byte[] magic = in.readNBytes(MAGIC.length);
    this.in.position += magic.length;
    if (!Arrays.equals(magic, MAGIC)) {
      throw new DamagedCaptureException(where + ": not an Avro file ("
          + (magic.length == 0 ? "it is empty" : "it does not start with 'Obj' 1") + ")");
    }
    Map<String, byte[]> header = header();
    this.sync = exactly(SYNC_BYTES);
    this.codec = text(header.getOrDefault("avro.codec", "null".getBytes(StandardCharsets.UTF_8)));
    if (!header.containsKey("avro.schema")) {
      throw damaged("its header has no avro.schema");
    }
    this.schema = text(header.get("avro.schema"));
    if (!codec.matches("null|deflate|snappy|zstandard")) {
      throw damaged("codec '" + codec + "' is not known; capture files use null, deflate, snappy or zstandard");
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** The schema the file was written with, as JSON text. */
  String schema() {
    return schema;
  }

  /** Goes to the next block: how many records it holds (may be 0), or -1 at the end of a whole file. */
  long next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return -1;
    }
    long count = varint(first);
    long size = varint();
    if (count < 0 || size < 0) {
      throw damaged("a block says it has " + count + " records in " + size + " bytes");
    }
    in.limit = size;
    data = decompressed(size);
    return count;
  }

  /** The block's records, decompressed; ends where the block ends. */
  InputStream data() {
    return data;
  }

  /** Checks that the block was read to its end and is closed by the sync marker. */
  void endBlock() throws IOException {
    if (data.read() >= 0 || in.limit + inflater.getRemaining() > (codec.equals("deflate") ? CHECKSUM_BYTES : 0)) {
      throw damaged("a block holds more than its records");
    }
    exactly(in.limit);
    in.limit = Long.MAX_VALUE;
    if (!Arrays.equals(exactly(SYNC_BYTES), sync)) {
      throw damaged("a block does not end with the file's sync marker");
    }
  }

  private InputStream decompressed(long size) throws IOException {
    switch (codec) {
      case "deflate":
        inflater.reset();
        return new InflaterInputStream(in, inflater, 1 << 13);
      case "zstandard":
        closeZstd();
        zstd = new ZstdInputStreamNoFinalizer(new FilterInputStream(in) {
          @Override
          public void close() {
            // the file goes on behind the block
          }
        });
        return zstd;
      case "snappy":
        return new ByteArrayInputStream(unsnappy(in.readNBytes((int) Math.min(size, Integer.MAX_VALUE - 8)), size));
      default:
        return in;
    }
  }

  private void closeZstd() throws IOException {
    if (zstd != null) {
      zstd.close();
    }
  }

  /** Snappy blocks carry the CRC-32 of the uncompressed data in their last four bytes (Avro specification). */
  private byte[] unsnappy(byte[] block, long size) throws IOException {
    if (block.length < Math.max(size, 4)) {
      throw cutShort();
    }
    int length = block.length - 4;
    if (Snappy.uncompressedLength(block, 0, length) > length * (long) MOST_SNAPPY_GROWTH) {
      throw damaged("a block says that it unpacks to more than snappy can pack");
    }
    byte[] plain = Snappy.uncompress(Arrays.copyOf(block, length));
    CRC32 crc = new CRC32();
    crc.update(plain);
    if ((int) crc.getValue() != java.nio.ByteBuffer.wrap(block).getInt(length)) {
      throw damaged("a block's checksum does not match its data");
    }
    return plain;
  }

  private Map<String, byte[]> header() throws IOException {
    Map<String, byte[]> header = new HashMap<>();
    for (long n; (n = varint()) != 0;) {
      if (n < 0) {
        n = -n;
        varint(); // the size of this part of the map, which we do not skip by
      }
      for (; n > 0; n--) {
        String key = text(exactly(varint()));
        header.put(key, exactly(varint()));
      }
    }
    return header;
  }

  private byte[] exactly(long length) throws IOException {
    if (length < 0 || length > LONGEST_HEADER_VALUE) {
      throw damaged("its header holds a value of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw cutShort();
    }
    return bytes;
  }

  private long varint() throws IOException {
    return varint(in.read());
  }

  /** A zig-zag coded long of which the first byte is read already. */
  private long varint(int first) throws IOException {
    long n = 0;
    int b = first;
    for (int shift = 0; ; shift += 7, b = in.read()) {
      if (b < 0) {
        throw cutShort();
      }
      if (shift > 63) {
        throw damaged("a number of more than ten bytes");
      }
      n |= (b & 0x7fL) << shift;
      if (b < 0x80) {
        return n >>> 1 ^ -(n & 1);
      }
    }
  }

  /** The file ends before it should. */
  DamagedCaptureException cutShort() {
    return new DamagedCaptureException(where + ": cut short at byte " + in.position
        + "; the end of the file is missing");
  }

  /** The file is not as it should be at the place reached. */
  DamagedCaptureException damaged(String what) {
    return damaged(what, null);
  }

  /** The same, as something that was thrown told. */
  DamagedCaptureException damaged(String what, Exception e) {
    return new DamagedCaptureException(where + ": damaged near byte " + in.position + ": " + what, e);
  }

  /** What a decoder's failure at this place means. */
  DamagedCaptureException damaged(Exception e) {
    if (e instanceof EOFException && in.ended) {
      return cutShort();
    }
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return damaged(why.lines().findFirst().orElse(""), e);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    closeZstd();
    in.close();
  }

  /** Counts, and ends where the block at hand ends. */
  private static final class Frame extends InputStream {
    private final InputStream in;
    private long position;
    private long limit = Long.MAX_VALUE;
    private boolean ended;

    Frame(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (limit == 0 && len > 0) {
        return -1;
      }
      int n = in.read(b, off, (int) Math.min(len, limit));
      if (n < 0) {
        ended = true;
        return -1;
      }
      position += n;
      limit -= n;
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
