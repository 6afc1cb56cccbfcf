package device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The device files at hand, found by the bytes of a device's name. Finding and adding are for any thread; what concerns
 * the files themselves, as their names do, is for one at a time.
 */
final class DeviceTable {
  /** With more devices than this, those at hand are forgotten after a batch. */
  private static final int MOST_KEPT = 200_000;

  private final OutputFolder folder;
  private final ReadOptions options;
  private volatile DeviceFile[] slots = new DeviceFile[1 << 11];
  private int count;
  private long devices;
  /** Devices that were counted and are not at hand any more, by a hash of 64 bits each. */
  private final Set<Long> forgotten;
  /** Names with capitals whose files do not tell these, by what they are without. */
  private final Map<String, String> capitalized = new HashMap<>();
  private DeviceFile rejected;
  private DeviceFile longNames;

  /** The table of a folder as it is now. */
  DeviceTable(OutputFolder folder, ReadOptions options) throws IOException {
    this(folder, options, new HashSet<>());
  }

  private DeviceTable(OutputFolder folder, ReadOptions options, Set<Long> forgotten) throws IOException {
    this.folder = folder;
    this.options = options;
    this.forgotten = forgotten;
    this.devices = forgotten.size();
    for (String file : folder.files(options.format().suffix())) {
      if (file.indexOf('~') < 0 && !file.equals(lower(file))) {
        capitalized.put(lower(file), file);
      }
    }
  }

  /** The table of the folder as it is now, after what was not committed was taken back. */
  DeviceTable anew() throws IOException {
    DeviceTable table = new DeviceTable(folder, options, forgotten);
    for (DeviceFile f : slots) {
      if (f != null && f.isCounted()) {
        table.get(f.device, 0, f.device.length).count();
      }
    }
    return table;
  }

  /** The file of what belongs to no device. */
  DeviceFile rejected() {
    if (rejected == null) {
      rejected = new DeviceFile(DeviceName.REJECTED, this);
    }
    return rejected;
  }

  /** The file of a device. */
  DeviceFile get(String device) {
    byte[] name = device.getBytes(StandardCharsets.UTF_8);
    return get(name, 0, name.length);
  }

  /** The file of the device whose name these bytes are. */
  DeviceFile get(byte[] bytes, int start, int end) {
    int hash = hash(bytes, start, end);
    DeviceFile found = find(bytes, start, end, hash);
    return found != null ? found : add(bytes, start, end, hash);
  }

  /** The file of a device that is at hand and whose name is nothing but plain characters; else null. */
  DeviceFile findPlain(byte[] bytes, int start, int end) {
    DeviceFile found = find(bytes, start, end, hash(bytes, start, end));
    return found != null && found.isPlain ? found : null;
  }

  private DeviceFile find(byte[] bytes, int start, int end, int hash) {
    DeviceFile[] all = slots;
    int mask = all.length - 1;
    for (int i = hash & mask; ; i = i + 1 & mask) {
      DeviceFile f = all[i];
      if (f == null || f.hash == hash && Arrays.equals(f.device, 0, f.device.length, bytes, start, end)) {
        return f;
      }
    }
  }

  private synchronized DeviceFile add(byte[] bytes, int start, int end, int hash) {
    DeviceFile found = find(bytes, start, end, hash);
    if (found != null) {
      return found; // another thread was faster
    }
    DeviceFile added = new DeviceFile(Arrays.copyOfRange(bytes, start, end), hash, this);
    if (++count * 2 > slots.length) {
      DeviceFile[] more = new DeviceFile[slots.length * 2];
      for (DeviceFile f : slots) {
        put(f, more);
      }
      slots = more;
    }
    put(added, slots);
    return added;
  }

  private static void put(DeviceFile file, DeviceFile[] into) {
    if (file != null) {
      int i = file.hash & into.length - 1;
      while (into[i] != null) {
        i = i + 1 & into.length - 1;
      }
      into[i] = file;
    }
  }

  /** As that of a String of these characters, four at a time. */
  private static int hash(byte[] bytes, int start, int end) {
    int h = 0;
    int i = start;
    for (; i < end - 3; i += 4) {
      h = h * (31 * 31 * 31 * 31) + bytes[i] * (31 * 31 * 31) + bytes[i + 1] * (31 * 31) + bytes[i + 2] * 31 + bytes[i + 3];
    }
    for (; i < end; i++) {
      h = h * 31 + bytes[i];
    }
    return h ^ h >>> 15;
  }

  /** How many devices had rows that were committed. */
  long devices() {
    return devices;
  }

  void count(byte[] device) {
    devices += forgotten.isEmpty() || !forgotten.contains(longHash(device)) ? 1 : 0;
  }

  private static long longHash(byte[] device) {
    return DoneBlobs.hash(new String(device, StandardCharsets.UTF_8));
  }

  OutputFolder folder() {
    return folder;
  }

  boolean isSpreadsheetSafe() {
    return options.spreadsheetSafe();
  }

  /** Names the file of a device; to be called in the order in which devices first have a row. */
  String name(byte[] device) throws IOException {
    String name = new String(device, StandardCharsets.UTF_8);
    String file = fileName(name);
    String full = file + options.format().suffix();
    if (DeviceName.isShortened(file) && !folder.exists(full)) {
      note(name, full);
    }
    return full;
  }

  /** The plain name where no other differs from it only in capitals: on some file systems they would be one file. */
  private String fileName(String device) throws IOException {
    String plain = DeviceName.toFile(device, false);
    String lower = lower(plain);
    String other = capitalized.get(lower);
    if (other != null ? other.equals(plain) : plain.equals(lower)) {
      if (!device.equals(lower(device))) {
        capitalized.put(lower, plain); // its capital is escaped, as in %43on; CON is another one
      }
      return plain;
    }
    if (other != null || isTaken(device, lower)) {
      return DeviceName.toFile(device, true);
    }
    capitalized.put(lower, plain);
    return plain;
  }

  /** Whether the device that is called the same but for capitals has the file of that name, without them, already. */
  private boolean isTaken(String device, String fileName) {
    String other = lower(device);
    byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
    DeviceFile file = find(bytes, 0, bytes.length, hash(bytes, 0, bytes.length));
    return file != null && file.isNamed() && DeviceName.toFile(other, false).equals(fileName)
        || folder.exists(fileName + options.format().suffix());
  }

  private static String lower(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      out.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
    }
    return out.toString();
  }

  private void note(String device, String fileName) throws IOException {
    if (longNames == null) {
      longNames = new DeviceFile(DeviceName.LONG_NAMES, this);
    }
    StringBuilder line = new StringBuilder("{\"file\":");
    JsonText.quote(line, fileName);
    JsonText.quote(line.append(",\"device\":"), device);
    byte[] bytes = line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    longNames.append(Layout.JSON, bytes, 0, bytes.length);
  }

  /** Forgets the devices at hand where they are too many. Only between batches. */
  void trim() {
    if (count > MOST_KEPT) {
      Stream.of(slots).filter(f -> f != null && f.isCounted()).forEach(f -> forgotten.add(longHash(f.device)));
      slots = new DeviceFile[1 << 11];
      count = 0;
      rejected = null;
      longNames = null;
    }
  }
}
