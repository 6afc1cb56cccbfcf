package device;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/**
 * Reads the blobs of a listing, batch by batch: rows, checkpoint, then the blobs go. What turns out to be damaged, or
 * another reader's, when part of it is written already, takes its batch back, which is then read again without it.
 */
final class Round {
  private final CaptureStore store;
  private final String location;
  private final OutputFolder out;
  private final ReadOptions options;
  private final ReadListener listener;
  private final BooleanSupplier stop;
  private final ExecutorService pool;
  private final Map<String, Long> failed;
  private final Totals totals;
  private final List<Unit> units = new ArrayList<>();
  private DeviceTable devices;
  private WorkList list;
  /** Whether a batch of the list was committed. */
  private boolean hasCommitted;
  /** Whether the batch before was taken back. */
  private boolean careful;

  Round(CaptureStore store, OutputFolder out, ReadOptions options, ReadListener listener, BooleanSupplier stop,
      ExecutorService pool, Map<String, Long> failed, Totals totals) throws IOException {
    this.store = store;
    this.location = store.identity();
    this.out = out;
    this.options = options;
    this.listener = listener;
    this.stop = stop;
    this.pool = pool;
    this.failed = failed;
    this.totals = totals;
    this.devices = new DeviceTable(out, options);
  }

  /**
   * Reads what of a listing is not done.
   *
   * @param all whether the listing is of all there is
   * @return how many blobs are another reader's
   */
  int read(List<CaptureBlob> listed, boolean all) throws IOException {
    list = WorkList.of(listed, all, location, options, out.checkpoint());
    hasCommitted = false;
    out.checkpoint().setLayout(options.layout());
    if (!options.keep()) {
      if (!out.checkpoint().isDurable()) {
        out.forceEarlier();
      }
      if (options.selection().isOfAnyTime()) { // else nobody knows whether all of it is wanted
        for (Work w : list.done()) {
          store.delete(w.blob);
        }
      }
    }
    List<Work> todo = list.todo().stream().filter(w -> !Objects.equals(failed.get(w.blob.name()), w.hash)).toList();
    todo.forEach(w -> w.suspect = out.checkpoint().bad().contains(w.hash));
    try (Leases leases = options.keep() ? null : new Leases();
        Ahead ahead = new Ahead(store, leases, pool)) {
      long bytes = totals.bytes + todo.stream().mapToLong(w -> w.blob.sizeBytes()).sum();
      int blobs = totals.blobs + todo.size();
      for (int next = 0; next < todo.size() && !stop.getAsBoolean();) {
        next = batch(todo, next, ahead, leases, () -> listener.progress(totals.summary(failed.size()), blobs, bytes));
        if (next < todo.size() && todo.get(next).storeFailure != null) {
          throw todo.get(next).storeFailure;
        }
      }
    }
    return (int) todo.stream().filter(w -> w.elsewhere).count();
  }

  /** Reads some of the blobs from one on; returns where the next batch begins. */
  private int batch(List<Work> todo, int from, Ahead ahead, Leases leases, Runnable progress) throws IOException {
    Totals before = new Totals();
    before.set(totals);
    boolean committed = false;
    try (Feed feed = new Feed(store, ahead, options, todo, from, careful, stop)) {
      Batch batch = new Batch(feed, devices, out.checkpoint(), location, options, units, progress, totals);
      batch.run(pool);
      careful = feed.isAborted();
      if (feed.isAborted() || !isOurs(feed.read(), leases)) {
        totals.set(before);
        takeBack();
        return from;
      }
      List<Work> done = feed.read().stream().filter(Work::isDone).toList();
      List<Work> taken = todo.subList(from, feed.end());
      if (taken.stream().anyMatch(w -> !w.elsewhere)) {
        commit(done, taken);
      }
      committed = true;
      tell(taken);
      if (!options.keep()) {
        delete(done, leases);
        taken.forEach(w -> leases.release(w, false));
      }
      devices.trim();
      return feed.end();
    } catch (IOException | RuntimeException | Error e) {
      if (!committed) {
        totals.set(before);
      }
      takeBack(e);
      throw e;
    }
  }

  /** Writes all rows; false if some blobs are another reader's by then, which is noted. */
  private boolean isOurs(List<Work> read, Leases leases) throws IOException {
    out.finish();
    List<Work> lost = leases == null ? List.of() : leases.lost(read);
    lost.forEach(w -> w.elsewhere = true);
    return lost.isEmpty();
  }

  /** Takes back what was not committed. Where that fails nothing may go on with the files as they are. */
  private void takeBack() throws IOException {
    try {
      out.rollback();
      out.checkpoint().setLayout(options.layout());
      if (!hasCommitted) {
        list.forget(out.checkpoint(), location);
      }
      devices = devices.anew();
    } catch (IOException e) {
      throw new IOException("what was written last cannot be taken back now (" + CaptureException.text(e)
          + "); the next run does", e); // not a CaptureException, after which watching goes on
    }
  }

  private void takeBack(Throwable because) throws IOException {
    try {
      takeBack();
    } catch (IOException e) {
      IOException both = new IOException(because.getMessage() + "; " + e.getMessage(), because);
      both.addSuppressed(e);
      throw both;
    }
  }

  private void commit(List<Work> done, List<Work> taken) throws IOException {
    for (Work w : taken) {
      if (w.failure != null && !w.elsewhere) {
        out.checkpoint().bad().add(w.hash);
      } else if (options.keep() && done.contains(w)) {
        w.note(out.checkpoint(), location);
      }
    }
    out.commit();
    hasCommitted = true;
    totals.blobs += (int) taken.stream().filter(w -> w.failure == null && !w.elsewhere).count();
    totals.devices = devices.devices();
  }

  private void delete(List<Work> done, Leases leases) throws IOException {
    for (Work w : done) {
      boolean deleted = store.delete(w.blob, w.lease);
      leases.release(w, deleted);
      if (!deleted) {
        listener.message(w.blob.name() + ": is not deleted: it is gone, was written anew while it was read, or a policy keeps"
            + " it (then use --keep)");
      }
    }
  }

  private void tell(List<Work> works) {
    for (Work w : works) {
      if (w.elsewhere) {
        continue;
      }
      if (w.failure == null) {
        failed.remove(w.blob.name()); // another version of it may have been there
      } else {
        failed.put(w.blob.name(), w.hash);
        listener.failed(w.failure + (w.salvaged ? "; what is whole before was written; the blob is kept"
            : "; nothing of it was written; it is kept"));
      }
    }
  }
}
