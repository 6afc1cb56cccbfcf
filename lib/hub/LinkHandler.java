package hub;

import java.time.Instant;

/** What happens on one link of a connection. Called on the hub's own thread only. */
interface LinkHandler {
  /** A delivery, or part of one, has come in. */
  default void onDelivery() {
  }

  /** The client has given credit, or asks to have it used up. */
  default void onFlow() {
  }

  /** Sends what can be sent now. True if something was. */
  default boolean pump() {
    return false;
  }

  /** Some time has passed. */
  default void onTick(Instant now) {
  }

  /** The link or its connection is gone. */
  default void onClosed() {
  }
}
