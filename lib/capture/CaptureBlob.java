package capture;

import java.time.Instant;

/**
 * One stored capture file, as a listing shows it.
 *
 * @param name its name in the store, with {@code /} between the parts; never null
 * @param sizeBytes its length
 * @param etag what changes when the blob is written anew; opaque, never null
 * @param lastModified when it was last written
 */
public record CaptureBlob(String name, long sizeBytes, String etag, Instant lastModified) {
}
