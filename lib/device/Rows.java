package device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows on their way from where events are read to the files they belong in. Each is a range of {@link #bytes}: the
 * device's name, and the line with its line end. Reused from unit to unit, since fresh memory is dear. For one thread
 * at a time.
 */
final class Rows {
  /** Ints a row takes in {@link #index}: event, device start, device end, hash, line start, line end. */
  static final int STRIDE = 6;

  byte[] bytes = new byte[1 << 16];
  int size;
  int[] index = new int[STRIDE << 10];
  Layout[] layouts = new Layout[1 << 10];
  int count;

  void clear() {
    size = 0;
    count = 0;
  }

  /** Makes room for so many more bytes. */
  void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }

  /** Adds a row of texts. The device is null for what is rejected. */
  void add(int event, String device, Layout layout, String line) {
    byte[] name = device == null ? new byte[0] : device.getBytes(StandardCharsets.UTF_8);
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    reserve(name.length + text.length);
    int start = size;
    System.arraycopy(name, 0, bytes, start, name.length);
    System.arraycopy(text, 0, bytes, start + name.length, text.length);
    size += name.length + text.length;
    add(event, start, start + name.length, hash(bytes, start, start + name.length), start + name.length, size, layout);
  }

  /** Adds a row that is in {@link #bytes} already. */
  void add(int event, int deviceStart, int deviceEnd, int hash, int start, int end, Layout layout) {
    int at = count * STRIDE;
    if (count == layouts.length) {
      index = Arrays.copyOf(index, index.length * 2);
      layouts = Arrays.copyOf(layouts, count * 2);
    }
    index[at] = event;
    index[at + 1] = deviceStart;
    index[at + 2] = deviceEnd;
    index[at + 3] = hash;
    index[at + 4] = start;
    index[at + 5] = end;
    layouts[count++] = layout;
  }

  /** The hash by which devices are looked up. */
  static int hash(byte[] bytes, int start, int end) {
    int h = 0;
    for (int i = start; i < end; i++) {
      h = h * 31 + bytes[i];
    }
    return h ^ h >>> 15;
  }
}
