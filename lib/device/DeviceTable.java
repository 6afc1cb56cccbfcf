package device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The device files at hand, found by the bytes of a device's name. For one thread. */
final class DeviceTable {
  /** With more devices than this, those at hand are forgotten after a batch. */
  private static final int MOST_KEPT = 200_000;

  private final OutputFolder folder;
  private final ReadOptions options;
  private DeviceFile[] slots = new DeviceFile[1 << 11];
  private int[] hashes = new int[1 << 11];
  private int count;
  private long devices;
  /** Names with capitals whose files do not tell these, by what they are without. */
  private final Map<String, String> capitalized = new HashMap<>();
  private DeviceFile rejected;
  private DeviceFile longNames;

  DeviceTable(OutputFolder folder, ReadOptions options) throws IOException {
    this.folder = folder;
    this.options = options;
    for (String file : folder.files(options.format().suffix())) {
      if (file.indexOf('~') < 0 && !file.equals(lower(file))) {
        capitalized.put(lower(file), file);
      }
    }
  }

  /** How many devices were asked for, where few enough that each is still at hand. */
  long devices() {
    return devices;
  }

  /** The file of what belongs to no device. */
  DeviceFile rejected() {
    if (rejected == null) {
      rejected = new DeviceFile(new byte[0], DeviceName.REJECTED, folder, false);
    }
    return rejected;
  }

  /** The file of a device. */
  DeviceFile file(byte[] bytes, int start, int end, int hash) throws IOException {
    DeviceFile found = find(bytes, start, end, hash);
    return found != null ? found : add(Arrays.copyOfRange(bytes, start, end), hash);
  }

  private DeviceFile find(byte[] bytes, int start, int end, int hash) {
    int mask = slots.length - 1;
    for (int i = hash & mask;; i = i + 1 & mask) {
      DeviceFile f = slots[i];
      if (f == null) {
        return null;
      }
      if (hashes[i] == hash && Arrays.equals(f.device, 0, f.device.length, bytes, start, end)) {
        return f;
      }
    }
  }

  private DeviceFile add(byte[] device, int hash) throws IOException {
    String name = new String(device, StandardCharsets.UTF_8);
    String fileName = fileName(name);
    DeviceFile added = new DeviceFile(device, fileName + options.format().suffix(), folder, options.spreadsheetSafe());
    if (DeviceName.isShortened(fileName) && !folder.exists(added.fileName)) {
      note(name, added.fileName);
    }
    if (++count * 2 > slots.length) {
      grow();
    }
    put(added, hash);
    devices++;
    return added;
  }

  /** The plain name where no other differs from it only in capitals: on some file systems they would be one file. */
  private String fileName(String device) throws IOException {
    String plain = DeviceName.toFile(device, false);
    String lower = lower(plain);
    String other = capitalized.get(lower);
    if (other != null ? other.equals(plain) : plain.equals(lower)) {
      return plain;
    }
    if (other != null || isTaken(lower(device), lower)) {
      return DeviceName.toFile(device, true);
    }
    capitalized.put(lower, plain);
    return plain;
  }

  /** Whether the device of that name, without capitals, has its file already. */
  private boolean isTaken(String device, String fileName) throws IOException {
    byte[] bytes = device.getBytes(StandardCharsets.UTF_8);
    return find(bytes, 0, bytes.length, Rows.hash(bytes, 0, bytes.length)) != null
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
      longNames = new DeviceFile(new byte[0], DeviceName.LONG_NAMES, folder, false);
    }
    StringBuilder line = new StringBuilder("{\"file\":");
    JsonText.quote(line, fileName);
    JsonText.quote(line.append(",\"device\":"), device);
    byte[] bytes = line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    longNames.append(Layout.JSON, bytes, 0, bytes.length);
  }

  private void put(DeviceFile file, int hash) {
    int i = hash & slots.length - 1;
    while (slots[i] != null) {
      i = i + 1 & slots.length - 1;
    }
    slots[i] = file;
    hashes[i] = hash;
  }

  private void grow() {
    DeviceFile[] files = slots;
    int[] old = hashes;
    slots = new DeviceFile[files.length * 2];
    hashes = new int[files.length * 2];
    for (int i = 0; i < files.length; i++) {
      if (files[i] != null) {
        put(files[i], old[i]);
      }
    }
  }

  /** Forgets the devices at hand where they are too many. Only between batches. */
  void trim() {
    if (count > MOST_KEPT) {
      folder.forget();
      slots = new DeviceFile[1 << 11];
      hashes = new int[1 << 11];
      count = 0;
      rejected = null;
      longNames = null;
    }
  }
}
