package device;

import capture.CaptureException;
import capture.CaptureFolder;
import capture.CaptureLease;
import capture.CaptureStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Opens blobs, and over a network some before their turn, so that nobody waits for answers one after the other. Takes their
 * leases where they are going to be deleted. For one thread at a time.
 */
final class Ahead implements Closeable {
  private static final int MOST = 6;

  private final CaptureStore store;
  private final Leases leases;
  private final ExecutorService pool;
  private final int most;
  private final Map<Work, Future<InputStream>> opened = new HashMap<>();

  /** Opens blobs; leases is null where they stay. */
  Ahead(CaptureStore store, Leases leases, ExecutorService pool) {
    this.store = store;
    this.leases = leases;
    this.pool = pool;
    this.most = store instanceof CaptureFolder ? 0 : MOST;
  }

  /**
   * The bytes of a blob, from its start; to be closed by the caller.
   *
   * @param next those that come next, of which some are opened already
   * @return null if another reader holds it, or it is gone
   */
  InputStream open(Work w, List<Work> next) throws CaptureException {
    for (int i = 0; i < Math.min(most, next.size()); i++) {
      Work later = next.get(i);
      if (later.isWanted()) {
        opened.computeIfAbsent(later, l -> pool.submit(() -> openNow(l)));
      }
    }
    Future<InputStream> there = opened.remove(w);
    if (there == null) {
      return openNow(w);
    }
    try {
      return there.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CaptureException c) {
        throw c;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaptureException("interrupted while " + w.blob.name() + " was opened", e);
    }
  }

  /** Closes a blob that was opened before its turn, and will have none. */
  void drop(Work w) {
    Future<InputStream> there = opened.remove(w);
    if (there != null) {
      close(there);
    }
  }

  private static void close(Future<InputStream> there) {
    try (InputStream in = there.get()) {
      return;
    } catch (ExecutionException | IOException notOpened) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private InputStream openNow(Work w) throws CaptureException {
    if (leases != null && w.lease == null) {
      Optional<CaptureLease> lease = store.lease(w.blob);
      if (lease.isEmpty()) {
        return null;
      }
      leases.add(w, lease.get());
    }
    InputStream in = store.read(w.blob);
    return most == 0 ? in : started(in);
  }

  /** Reading a byte makes the store send the first ones. */
  private static InputStream started(InputStream in) throws CaptureException {
    PushbackInputStream back = new PushbackInputStream(in, 1);
    try {
      int first = back.read();
      if (first >= 0) {
        back.unread(first);
      }
      return back;
    } catch (IOException e) {
      try {
        in.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e instanceof CaptureException c ? c : new CaptureException(e.getMessage(), e);
    }
  }

  /** Closes what was opened and not asked for. */
  @Override
  public void close() {
    opened.values().forEach(Ahead::close);
    opened.clear();
  }
}
