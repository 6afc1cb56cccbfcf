package device;

import capture.CaptureBlob;
import capture.CaptureName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The blobs of a store that are wanted, told apart by whether they are done.
 *
 * @param todo in the order of capture
 * @param done not to be read again; only wanted ones
 */
record WorkList(List<Work> todo, List<Work> done) {
  /**
   * What there is to do.
   *
   * @param blobs whole days, in the order of capture
   * @param all whether these are all there are, of what is wanted
   * @param location where they are
   */
  static WorkList of(List<CaptureBlob> blobs, boolean all, String location, ReadOptions options, Checkpoint checkpoint) {
    List<Work> listed = new ArrayList<>();
    Set<String> blobKeys = new HashSet<>();
    Set<Long> hashes = new HashSet<>();
    for (CaptureBlob blob : blobs) {
      Work w = new Work(blob, options.nameFormat().parse(blob.name()).orElse(null));
      listed.add(w);
      blobKeys.add(location + "/" + blob.name());
      hashes.add(w.hash);
    }
    if (all && options.selection().isAll()) {
      checkpoint.prune(blobKeys, hashes);
    }
    return split(listed, options, checkpoint, location);
  }

  private static WorkList split(List<Work> listed, ReadOptions options, Checkpoint checkpoint, String location) {
    Map<String, List<Work>> found = new HashMap<>();
    for (Work w : listed) {
      DoneBlobs done = w.doneBlobs(checkpoint, location);
      String key = done.keyOf(w.windowSecond());
      if (done.covers(key, w.windowSecond()) && !checkpoint.bad().contains(w.hash)) {
        found.computeIfAbsent(w.doneKey(location) + "\n" + key, k -> new ArrayList<>()).add(w);
      }
    }
    Set<String> same = new HashSet<>();
    Set<Work> isDone = new HashSet<>();
    found.forEach((period, some) -> {
      DoneBlobs done = some.get(0).doneBlobs(checkpoint, location);
      List<Work> those = done.those(done.keyOf(some.get(0).windowSecond()), some);
      if (!those.isEmpty()) {
        same.add(period);
        isDone.addAll(those);
      }
    });
    List<Work> todo = new ArrayList<>();
    List<Work> finished = new ArrayList<>();
    for (Work w : listed) {
      CaptureName name = w.name;
      if (name == null ? options.selection().isAll() : options.selection().includes(name)) {
        (isDone.contains(w) ? finished : todo).add(w);
      }
    }
    for (Work w : todo) {
      DoneBlobs done = w.doneBlobs(checkpoint, location);
      String key = done.keyOf(w.windowSecond());
      if (!same.contains(w.doneKey(location) + "\n" + key)) {
        done.forget(key); // they are read again, and noted again
      }
    }
    return new WorkList(todo, finished);
  }
}
