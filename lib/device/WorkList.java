package device;

import capture.CaptureBlob;
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
 * @param again of each period that is read again as a whole, one
 */
record WorkList(List<Work> todo, List<Work> done, List<Work> again) {
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
    Map<PartitionPeriod, List<Work>> found = new HashMap<>();
    for (Work w : listed) {
      PartitionPeriod p = PartitionPeriod.of(w, checkpoint, location);
      if (p.done.covers(p.key, w.windowSecond()) && !checkpoint.bad().contains(w.hash)) {
        found.computeIfAbsent(p, k -> new ArrayList<>()).add(w);
      }
    }
    Set<Work> isDone = new HashSet<>();
    found.replaceAll((p, some) -> p.done.those(p.key, some));
    found.values().forEach(isDone::addAll);
    List<Work> todo = new ArrayList<>();
    List<Work> finished = new ArrayList<>();
    for (Work w : listed) {
      if (options.selection().includes(w.name)) {
        (isDone.contains(w) ? finished : todo).add(w);
      }
    }
    Map<PartitionPeriod, Work> again = new HashMap<>();
    for (Work w : todo) {
      PartitionPeriod p = PartitionPeriod.of(w, checkpoint, location);
      if (found.getOrDefault(p, List.of()).isEmpty()) {
        again.put(p, w);
      }
    }
    WorkList list = new WorkList(todo, finished, List.copyOf(again.values()));
    list.forget(checkpoint, location);
    return list;
  }

  /** Forgets that periods were done which are read again: their blobs are noted again. */
  void forget(Checkpoint checkpoint, String location) {
    for (Work w : again) {
      PartitionPeriod p = PartitionPeriod.of(w, checkpoint, location);
      p.done.forget(p.key);
    }
  }

  /** A day, month or year of a partition; those of one partition share what is done. */
  private record PartitionPeriod(DoneBlobs done, String key) {
    static PartitionPeriod of(Work w, Checkpoint checkpoint, String location) {
      DoneBlobs done = w.doneBlobs(checkpoint, location);
      return new PartitionPeriod(done, done.keyOf(w.windowSecond()));
    }
  }
}
