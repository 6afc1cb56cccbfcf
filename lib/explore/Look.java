package explore;

import capture.CapturedEvent;
import java.util.stream.Stream;

/** The words that look at captures and events as they are. */
public interface Look {
  /** The choice that the words ask. */
  Events choice();

  /** Prints what captures there are. Computed by {@link CaptureList}. */
  default void captures() {
    Answer.print(() -> CaptureList.of(choice()).table(Screen.rows()));
  }

  /** Prints the first n events as a table. Computed by {@link Preview}. */
  default void head(int n) {
    Answer.print(choice(), scan -> Preview.head(scan, n).table());
  }

  /** Prints the last n events as a table. Computed by {@link Preview}. */
  default void tail(int n) {
    Answer.print(choice(), scan -> Preview.tail(scan, n).table());
  }

  /** Prints any n events as a table. Computed by {@link Preview}. */
  default void sample(int n) {
    Answer.print(choice(), scan -> Preview.sample(scan, n).table());
  }

  /** Prints the first event, whole. */
  default void show() {
    show(0);
  }

  /** Prints the event at a place in the order of capture, counted from 0, whole. */
  default void show(long index) {
    Answer.print(choice(), scan -> {
      try (EventReader reader = new EventReader(scan)) {
        CapturedEvent event = index < 0 ? null : reader.next();
        for (long i = 0; i < index && event != null; i++) {
          event = reader.next();
        }
        scan.counted(1); // that there is none at this place, says more
        return new EventText(Given.at(index, event, choice()));
      }
    });
  }

  /** Prints an event: its origin, its properties and its body. Computed by {@link EventText}. */
  default void show(CapturedEvent event) {
    Answer.print(() -> new EventText(Given.some("an event", event)));
  }

  /**
   * The events, in the order of capture, read lazily. What fails is told by one line, and ends them, as at a prompt it
   * should; programs take {@link Events#stream}, which throws. To be closed if it is not read to its end.
   */
  default Stream<CapturedEvent> events() {
    return new EventReader(choice().scan()).told();
  }

  /** Prints the events of captures that come from now on, a line each, until it is interrupted, as by Ctrl-C. */
  default void follow() {
    Answer.run(() -> {
      Follow follow = Work.call(() -> new Follow(choice()));
      Screen.message("following " + choice() + "; Ctrl-C ends it");
      follow.run();
    });
  }
}
