package device;

import capture.CaptureException;
import capture.CaptureLease;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The blobs this reader holds, renewed while it works on them. Safe for use by several threads. */
final class Leases implements Closeable {
  private static final long RENEW_SECONDS = CaptureLease.SECONDS / 3;

  private final Set<Work> held = ConcurrentHashMap.newKeySet();
  private ScheduledExecutorService clock;

  /** Notes that a blob is held. */
  synchronized void add(Work w, CaptureLease lease) {
    w.lease = lease;
    w.renewedNanos = System.nanoTime();
    if (lease == CaptureLease.NONE) {
      return;
    }
    held.add(w);
    if (clock == null) {
      clock = Executors.newSingleThreadScheduledExecutor(r -> {
        Thread thread = new Thread(r, "leases");
        thread.setDaemon(true);
        return thread;
      });
      clock.scheduleWithFixedDelay(this::renewAll, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void renewAll() {
    for (Work w : held) {
      try {
        renew(w);
      } catch (CaptureException | RuntimeException e) {
        continue; // it still holds for a while; before it is relied on it is tried again
      }
    }
  }

  private static boolean renew(Work w) throws CaptureException {
    long now = System.nanoTime();
    if (w.lease.renew()) {
      w.renewedNanos = now;
      return true;
    }
    return false;
  }

  /** Those of the blobs that are not held any more; the others are for long enough to write a checkpoint. */
  List<Work> lost(List<Work> works) throws CaptureException {
    List<Work> lost = new ArrayList<>();
    for (Work w : works) {
      boolean fresh = System.nanoTime() - w.renewedNanos < TimeUnit.SECONDS.toNanos(RENEW_SECONDS);
      if (held.contains(w) && !fresh && !renew(w)) {
        held.remove(w);
        lost.add(w);
      }
    }
    return lost;
  }

  /** Lets a blob go, for others or because it is deleted. */
  void release(Work w, boolean deleted) {
    if (held.remove(w) && !deleted) {
      try {
        w.lease.release();
      } catch (CaptureException | RuntimeException e) {
        return; // it runs out by itself
      }
    }
  }

  /** Lets all go. */
  @Override
  public void close() {
    if (clock != null) {
      clock.shutdownNow();
    }
    for (Work w : held) {
      release(w, false);
    }
  }
}
