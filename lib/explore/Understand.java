package explore;

/** The words that tell what is in the events. */
public interface Understand {
  /** The choice that the words ask. */
  Events events();

  /** Prints count, min, mean, p50, p95 and max of each numeric field. Computed by {@link Description}. */
  default void describe() {
    Answer.print(events(), Description::of);
  }
}
