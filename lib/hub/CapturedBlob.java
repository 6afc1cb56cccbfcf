package hub;

import java.time.Instant;

/**
 * A capture file that the local hub has written, for whoever listens.
 *
 * @param name its name in the store
 * @param windowStart when its window opened
 * @param events how many events it holds; 0 for an empty window
 * @param sizeBytes its length
 */
public record CapturedBlob(String name, Instant windowStart, long events, long sizeBytes) {
  /** One line for people. */
  @Override
  public String toString() {
    return name + "  " + events + (events == 1 ? " event  " : " events  ") + sizeBytes + " bytes";
  }
}
