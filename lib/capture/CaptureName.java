package capture;

import java.time.Instant;

/**
 * What the name of a capture blob tells: whose events it holds and when its window opened.
 *
 * @param namespace the Event Hubs namespace, without its domain
 * @param eventHub the event hub
 * @param partition the partition's id
 * @param windowStart the start of the capture window, to the second; events in the blob were enqueued from then on, for
 *     at most {@link CaptureNameFormat#LONGEST_WINDOW}
 */
public record CaptureName(String namespace, String eventHub, String partition, Instant windowStart) {
}
