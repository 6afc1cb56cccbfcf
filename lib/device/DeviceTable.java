package device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
  private DeviceFile rejected;
  private DeviceFile longNames;

  DeviceTable(OutputFolder folder, ReadOptions options) {
    this.folder = folder;
    this.options = options;
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
    int mask = slots.length - 1;
    for (int i = hash & mask;; i = i + 1 & mask) {
      DeviceFile f = slots[i];
      if (f == null) {
        return add(Arrays.copyOfRange(bytes, start, end), hash);
      }
      if (hashes[i] == hash && Arrays.equals(f.device, 0, f.device.length, bytes, start, end)) {
        return f;
      }
    }
  }

  private DeviceFile add(byte[] device, int hash) throws IOException {
    String name = new String(device, StandardCharsets.UTF_8);
    String fileName = DeviceName.toFile(name);
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
