package hub;

import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;

/** A link that was refused or ended from this side, until its client lets go of it: what still comes in is dropped. */
record EndedLink(Link link) implements LinkHandler {
  @Override
  public void onDelivery() {
    if (link instanceof Receiver receiver) {
      for (Delivery d = receiver.current(); d != null; d = receiver.current()) {
        receiver.recv(new byte[d.available()], 0, d.available());
        if (d.isPartial() && !d.isAborted()) {
          return;
        }
        receiver.advance();
        d.settle();
      }
    }
  }
}
