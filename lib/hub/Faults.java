package hub;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/** The faults that are still to happen, in the order they were asked for. Safe for any number of threads. */
final class Faults {
  private final Queue<Pending> pending = new ArrayDeque<>();
  private volatile boolean any;

  /** A fault and how often, or after how many events, it is still to happen. */
  private static final class Pending {
    private final Fault fault;
    private long left;

    Pending(Fault fault, long left) {
      this.fault = fault;
      this.left = left;
    }
  }

  synchronized void add(Fault fault) {
    long times = fault instanceof Fault.ConnectionCut cut ? cut.afterEvents() : fault.times();
    if (times < 0 || times == 0 && !(fault instanceof Fault.ConnectionCut)) {
      throw new IllegalArgumentException(fault + ": the number must be positive");
    }
    pending.add(new Pending(fault, times));
    any = true;
  }

  /** The next fault of this kind, which this uses up once; null if there is none. */
  synchronized <F extends Fault> F next(Class<F> kind) {
    for (Iterator<Pending> i = pending.iterator(); any && i.hasNext();) {
      Pending p = i.next();
      if (kind.isInstance(p.fault)) {
        if (--p.left <= 0) {
          i.remove();
          any = !pending.isEmpty();
        }
        return kind.cast(p.fault);
      }
    }
    return null;
  }

  /** The fault that the next delivery, of this many events, meets; null for none, which is the usual case and cheap. */
  Fault onDelivery(int events) {
    return any ? nextOnDelivery(events) : null;
  }

  private synchronized Fault nextOnDelivery(int events) {
    for (Pending p : pending) {
      if (p.fault instanceof Fault.ConnectionCut) {
        if (p.left >= events) {
          p.left -= events;
        } else {
          pending.remove(p);
          any = !pending.isEmpty();
          return p.fault;
        }
      } else if (!(p.fault instanceof Fault.TokenRefused) && !(p.fault instanceof Fault.StorageFailing)) {
        return next(p.fault.getClass());
      }
    }
    return null;
  }
}
