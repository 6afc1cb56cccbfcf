package device;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Memory for rows that wait, in small pages: any number of files share it, and it makes no garbage. Pages of one file are
 * chained. Safe for use by several threads, each with chains of its own.
 */
final class Pages {
  /** Bytes in a page; a power of two. */
  static final int BYTES = 1 << 10;
  /** What there is of no page. */
  static final int NONE = -1;

  private static final int SLAB_PAGES = 1 << 10;

  private volatile byte[][] slabs = {};
  /** Of each page: the one that follows in its chain, or in that of the free ones. */
  private volatile int[] next = {};
  private int free = NONE;
  /** Written under the lock. */
  private volatile int used;

  /** Where in its page a place in a file is. For each row: of a long, % would be a call into the JVM. */
  static int at(long position) {
    return (int) position & BYTES - 1;
  }

  /** A page of its own, which follows another one if there is one. */
  synchronized int take(int after) {
    if (free == NONE) {
      addSlab();
    }
    int page = free;
    free = next[page];
    next[page] = NONE;
    used++;
    if (after != NONE) {
      next[after] = page;
    }
    return page;
  }

  private void addSlab() {
    int first = next.length;
    int[] links = Arrays.copyOf(next, first + SLAB_PAGES);
    for (int i = first; i < links.length - 1; i++) {
      links[i] = i + 1;
    }
    links[links.length - 1] = NONE;
    byte[][] more = Arrays.copyOf(slabs, slabs.length + 1);
    more[slabs.length] = new byte[SLAB_PAGES * BYTES];
    slabs = more;
    next = links;
    free = first;
  }

  /** Gives back a chain of so many pages. */
  synchronized void give(int first, int count) {
    int last = last(first, count);
    next[last] = free;
    free = first;
    used -= count;
  }

  /** How many bytes are in use. */
  long usedBytes() {
    return (long) used * BYTES;
  }

  /** The page that follows. */
  int next(int page) {
    return next[page];
  }

  /** The last one of the first pages of a chain. */
  int last(int first, int count) {
    int[] links = next;
    int page = first;
    for (int i = 1; i < count; i++) {
      page = links[page];
    }
    return page;
  }

  /** Puts bytes into a page. */
  void put(int page, int at, byte[] from, int start, int length) {
    System.arraycopy(from, start, slabs[page / SLAB_PAGES], page % SLAB_PAGES * BYTES + at, length);
  }

  /** Adds bytes of a page to a buffer. */
  void get(int page, int at, int length, ByteBuffer to) {
    to.put(slabs[page / SLAB_PAGES], page % SLAB_PAGES * BYTES + at, length);
  }
}
