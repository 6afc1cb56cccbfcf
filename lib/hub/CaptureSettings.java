package hub;

import capture.CaptureNameFormat;
import capture.CaptureStore;
import java.time.Duration;

/**
 * How a hub captures.
 *
 * @param store where to
 * @param window how long a window is open
 * @param sizeBytes at which size of its file a window closes early
 * @param skipEmpty whether windows without events leave no file
 * @param nameFormat how files are named
 * @param namespace the namespace in their names
 */
record CaptureSettings(CaptureStore store, Duration window, long sizeBytes, boolean skipEmpty,
    CaptureNameFormat nameFormat, String namespace) {
  /** The service's limits for a window: "Capture events through Azure Event Hubs", capture frequency. */
  static final Duration SHORTEST_WINDOW = Duration.ofSeconds(60);
  static final Duration LONGEST_WINDOW = CaptureNameFormat.LONGEST_WINDOW;
  static final long SMALLEST_BYTES = 10L << 20;
  static final long LARGEST_BYTES = 500L << 20;
}
