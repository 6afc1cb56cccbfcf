package capture;

import java.time.Instant;

/**
 * What the name of a capture blob tells: whose events it holds and when its window opened. The natural order is that of
 * capture: by window start, then namespace, event hub and partition (9 before 10).
 *
 * @param namespace the Event Hubs namespace, without its domain
 * @param eventHub the event hub
 * @param partition the partition's id
 * @param windowStart the start of the capture window, to the second; events in the blob were enqueued from then on, for
 *     at most {@link CaptureNameFormat#LONGEST_WINDOW}
 */
public record CaptureName(String namespace, String eventHub, String partition, Instant windowStart)
    implements Comparable<CaptureName> {
  @Override
  public int compareTo(CaptureName other) {
    int order = windowStart.compareTo(other.windowStart);
    order = order != 0 ? order : namespace.compareTo(other.namespace);
    order = order != 0 ? order : eventHub.compareTo(other.eventHub);
    order = order != 0 ? order : Integer.compare(partition.length(), other.partition.length());
    return order != 0 ? order : partition.compareTo(other.partition);
  }
}
