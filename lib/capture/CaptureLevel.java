package capture;

import java.util.List;

/**
 * One level of the tree of names in a store.
 *
 * @param folders what stands between the prefix and the next {@code /} in the names below it; never null
 * @param blobs the {@code .avro} blobs without another {@code /}; never null
 */
public record CaptureLevel(List<String> folders, List<CaptureBlob> blobs) {
}
