package explore;

import capture.CapturedEvent;

/** The words that look at captures and events as they are. */
public interface Look {
  /** The choice that the words ask. */
  Events events();

  /** Prints what captures there are. Computed by {@link CaptureList}. */
  default void captures() {
    Answer.print(() -> CaptureList.of(events()).table(Screen.rows()));
  }

  /** Prints the first n events as a table. Computed by {@link Preview}. */
  default void head(int n) {
    Answer.print(() -> some(Preview.head(events(), n)));
  }

  /** Prints the last n events as a table. Computed by {@link Preview}. */
  default void tail(int n) {
    Answer.print(() -> some(Preview.tail(events(), n)));
  }

  /** Prints any n events as a table. Computed by {@link Preview}. */
  default void sample(int n) {
    Answer.print(events(), scan -> Preview.sample(scan, n).table());
  }

  private Object some(Preview preview) {
    return preview.events().isEmpty() ? Answer.noEvents(events()) : preview.table();
  }

  /** Prints the first event, whole. */
  default void show() {
    show(0);
  }

  /** Prints the event at a place in the order of capture, counted from 0, whole. */
  default void show(long index) {
    Answer.print(() -> {
      try (var stream = events().stream()) {
        return stream.skip(index).findFirst().map(EventText::new)
            .orElseThrow(() -> new IllegalArgumentException("no event " + index + ": " + events()));
      }
    });
  }

  /** Prints an event: its origin, its properties and its body. Computed by {@link EventText}. */
  default void show(CapturedEvent event) {
    Answer.print(() -> new EventText(event));
  }

  /** Prints the events of captures that come from now on, a line each, until it is interrupted, as by Ctrl-C. */
  default void follow() {
    Answer.run(() -> {
      Follow follow = Work.call(() -> new Follow(events()));
      Screen.message("following " + events() + "; Ctrl-C ends it");
      follow.run();
    });
  }
}
