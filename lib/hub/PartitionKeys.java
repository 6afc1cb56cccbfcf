package hub;

import java.nio.charset.StandardCharsets;

/**
 * Which partition a partition key belongs to: Bob Jenkins' lookup3 hash of its UTF-8 bytes, folded to 16 bits, as in the
 * partition resolvers of the service's own SDKs. Stateless; safe for any number of threads.
 */
final class PartitionKeys {
  private PartitionKeys() {
  }

  /** The partition's number, from 0. */
  static int partitionOf(String key, int partitions) {
    return Math.abs(hash(key.getBytes(StandardCharsets.UTF_8)) % partitions);
  }

  /** lookup3's hashlittle2 with both seeds 0: the low halves of its two results, c xor b. */
  static short hash(byte[] data) {
    int a = 0xdeadbeef + data.length;
    int b = a;
    int c = a;
    int at = 0;
    int left = data.length;
    while (left > 12) {
      a += word(data, at, 4);
      b += word(data, at + 4, 4);
      c += word(data, at + 8, 4);
      a -= c; a ^= Integer.rotateLeft(c, 4); c += b;
      b -= a; b ^= Integer.rotateLeft(a, 6); a += c;
      c -= b; c ^= Integer.rotateLeft(b, 8); b += a;
      a -= c; a ^= Integer.rotateLeft(c, 16); c += b;
      b -= a; b ^= Integer.rotateLeft(a, 19); a += c;
      c -= b; c ^= Integer.rotateLeft(b, 4); b += a;
      at += 12;
      left -= 12;
    }
    if (left == 0) {
      return (short) (c ^ b);
    }
    a += word(data, at, Math.min(4, left));
    b += word(data, at + 4, Math.min(4, left - 4));
    c += word(data, at + 8, left - 8);
    c ^= b; c -= Integer.rotateLeft(b, 14);
    a ^= c; a -= Integer.rotateLeft(c, 11);
    b ^= a; b -= Integer.rotateLeft(a, 25);
    c ^= b; c -= Integer.rotateLeft(b, 16);
    a ^= c; a -= Integer.rotateLeft(c, 4);
    b ^= a; b -= Integer.rotateLeft(a, 14);
    c ^= b; c -= Integer.rotateLeft(b, 24);
    return (short) (c ^ b);
  }

  /** Up to four bytes as a little-endian number; 0 for none. */
  private static int word(byte[] data, int at, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= (data[at + i] & 0xff) << (8 * i);
    }
    return value;
  }
}
