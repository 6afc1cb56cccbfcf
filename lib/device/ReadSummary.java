package device;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a reader has done.
 *
 * @param blobs how many blobs were read to their end
 * @param bytes how many bytes those have
 * @param events how many events they hold that are wanted, with duplicates
 * @param rows how many rows were written
 * @param devices to how many devices' files
 * @param rejected how many bodies, or parts of them, went to {@code rejected.jsonl}
 * @param duplicates how many events were skipped because they had been taken before
 * @param failed how many blobs could not be read, or not to their end
 * @param elapsed how long it took
 */
public record ReadSummary(int blobs, long bytes, long events, long rows, long devices, long rejected, long duplicates,
    int failed, Duration elapsed) {
  /** One line for people. */
  public String text(Path folder) {
    long tenths = (elapsed.toMillis() + 50) / 100; // String.format would load all locales for this, 10 ms
    return blobs + (blobs == 1 ? " blob, " : " blobs, ") + events + " events, " + devices
        + (devices == 1 ? " device in " : " devices in ") + folder + ", " + rejected + " rejected, " + duplicates
        + " duplicates skipped, " + tenths / 10 + "." + tenths % 10 + " s";
  }
}
