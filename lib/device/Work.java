package device;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureLease;
import capture.CaptureName;
import capture.CapturedEvent;
import capture.UnreadableCaptureException;
import java.util.Arrays;

/** A blob that is to be read, and what became of it. */
final class Work {
  final CaptureBlob blob;
  /** What its name tells; null if nothing. */
  final CaptureName name;
  final long hash;
  /** Why it could not be read to its end; null if nothing is known to be wrong. */
  String failure;
  /** What the store failed with, rather than the blob; null if it did not. */
  CaptureException storeFailure;
  /** Whether what was read before the failure is taken. */
  boolean salvaged;
  /** Whether all that it holds is wanted. */
  volatile boolean whole = true;
  /** What holds it for this reader; null as long as nothing does. */
  volatile CaptureLease lease;
  /** When the lease was renewed. */
  volatile long renewedNanos;
  /** Whether another reader holds it, or it is gone. */
  boolean elsewhere;
  /** Whether it was damaged when it was last read. */
  boolean suspect;
  /** Whether it was looked through before any of it was given out. */
  boolean looked;
  /** Whether the fast way did not know it. */
  boolean general;
  /** Where events have no numbers: the hash of the first, which tells the file from another that had its name. */
  long firstEvent;

  Work(CaptureBlob blob, CaptureName name) {
    this.blob = blob;
    this.name = name;
    this.hash = DoneBlobs.hash(blob);
  }

  static long hash(CapturedEvent event) {
    return event.enqueuedTime().toEpochMilli() * 0x9e3779b97f4a7c15L + Arrays.hashCode(event.body());
  }

  /** Takes down why it cannot be read. */
  void fail(CaptureException e) {
    if (e instanceof UnreadableCaptureException u) {
      elsewhere |= u.isGone();
      failure = e.getMessage();
    } else {
      storeFailure = e;
    }
  }

  /** Which partition its events are of, as its name tells; null if it does not. */
  String partitionKey() {
    return name == null ? null : name.namespace() + "/" + name.eventHub() + "/" + name.partition();
  }

  /** Whether it is to be read. */
  boolean isWanted() {
    return !elsewhere && (failure == null || salvaged);
  }

  /** Where it is noted once it is done. */
  DoneBlobs doneBlobs(Checkpoint checkpoint, String location) {
    return (name == null ? checkpoint.blob(doneKey(location)) : checkpoint.partition(doneKey(location))).done();
  }

  /** What is a partition where it is about blobs that are done. */
  String doneKey(String location) {
    return name == null ? location + "/" + blob.name() : partitionKey();
  }

  /** The start of its window, in seconds since 1970; 0 if its name does not tell. */
  long windowSecond() {
    return name == null ? 0 : name.windowStart().getEpochSecond();
  }

  /** Notes that it is done. */
  void note(Checkpoint checkpoint, String location) {
    checkpoint.bad().remove(hash);
    doneBlobs(checkpoint, location).add(windowSecond(), hash);
  }

  /** Whether there is no need to look at it again. */
  boolean isDone() {
    return failure == null && whole && !elsewhere;
  }
}
