package capture;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Bodies that their senders packed with gzip (RFC 1952). Stateless. */
public final class Gzip {
  /** Event Hubs takes events of at most 20 MB; what grows to more than this is not meant to be read. */
  private static final int LONGEST = 1 << 26;

  private Gzip() {
  }

  /** Whether bytes begin as gzip does. */
  public static boolean isGzip(byte[] b) {
    return b.length > 2 && b[0] == 0x1f && b[1] == (byte) 0x8b;
  }

  /** What is in gzip. Throws IOException whose message says why it cannot be read. */
  public static byte[] unpacked(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      byte[] plain = in.readNBytes(LONGEST);
      if (in.read() >= 0) {
        throw new IOException("it grows to more than " + (LONGEST >> 20) + " MiB");
      }
      return plain;
    } catch (EOFException e) {
      throw new IOException("gzip that is cut short", e);
    } catch (IOException e) {
      throw new IOException("gzip that cannot be read: " + e.getMessage(), e);
    }
  }
}
