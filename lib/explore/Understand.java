package explore;

/** The words that tell what is in the events. */
public interface Understand {
  /** The choice that the words ask. */
  Events choice();

  /** Prints the fields of the bodies: types, share missing, examples. Computed by {@link Schema}. */
  default void schema() {
    Answer.print(choice(), scan -> Schema.of(scan).table());
  }

  /** Prints count, min, mean, p50, p95 and max of each numeric field. Computed by {@link Description}. */
  default void describe() {
    Answer.print(choice(), scan -> Description.of(scan).table());
  }

  /** Prints how often a field has which value. Computed by {@link Counts}. */
  default void count(String field) {
    Answer.print(choice(), scan -> Counts.of(scan, Given.some("a field's name", field)).table(Screen.rows()));
  }

  /** Prints how many events there are. */
  default void count() {
    Answer.print(choice(), scan -> {
      scan.fold(() -> 0, (a, e) -> { }, (a, b) -> a);
      return Text.count(scan.count(), "event");
    });
  }

  /** Prints who sent the events. Computed by {@link Devices}. */
  default void devices() {
    Answer.print(choice(), scan -> Devices.of(scan).table(Screen.rows()));
  }

  /** Prints how many events were enqueued in each step of time, such as {@code 1m}. Computed by {@link Rates}. */
  default void rate(String step) {
    Answer.print(choice(), scan -> Rates.of(scan, Times.span(step)).table(Screen.rows()));
  }

  /** Prints how long readings were under way, by the first field that looks like a time. Computed by {@link Latency}. */
  default void latency() {
    latency(null);
  }

  /** Prints how long readings were under way, by the time in a field. Computed by {@link Latency}. */
  default void latency(String field) {
    Answer.print(choice(), scan -> Latency.of(scan, field).table());
  }

  /** Prints missing sequence numbers. Computed by {@link Sequences}. */
  default void gaps() {
    Answer.print(choice().whole("gaps()"), scan -> Sequences.of(scan).gapTable(Screen.rows()));
  }

  /** Prints the events that were captured more than once. Computed by {@link Sequences}. */
  default void duplicates() {
    Answer.print(choice(), scan -> Sequences.of(scan).repeatTable(Screen.rows()));
  }

  /** Prints how large the bodies are. Computed by {@link Sizes}. */
  default void sizes() {
    Answer.print(choice(), scan -> Sizes.of(scan).table());
  }
}
