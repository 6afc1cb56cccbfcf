package robust;

/**
 * How much the long tests do: as much as CI has time for, or all that was promised where the environment has {@code
 * ROBUST=full}, or a number of one's own such as {@code ROBUST_KILLS=1000}. {@code ROBUST_SEED} repeats a run's choices.
 */
final class Size {
  private Size() {
  }

  static int of(String what, int inCi, int full) {
    String own = System.getenv("ROBUST_" + what);
    return own != null ? Integer.parseInt(own) : "full".equals(System.getenv("ROBUST")) ? full : inCi;
  }

  /** Other choices at every run, told where a test fails. */
  static long seed() {
    String own = System.getenv("ROBUST_SEED");
    return own != null ? Long.parseLong(own) : System.nanoTime() % 1_000_000;
  }
}
