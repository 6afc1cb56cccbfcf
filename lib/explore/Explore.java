//DEPS org.jline:jline:3.30.16
//SOURCES ../capture/CaptureStore.java
//SOURCES Answer.java
//SOURCES CaptureList.java
//SOURCES Damage.java
//SOURCES Events.java
//SOURCES EventText.java
//SOURCES Description.java
//SOURCES EventReader.java
//SOURCES Greeting.java
//SOURCES Help.java
//SOURCES HelpText.java
//SOURCES Look.java
//SOURCES Numbers.java
//SOURCES Row.java
//SOURCES Scan.java
//SOURCES Screen.java
//SOURCES Script.java
//SOURCES Table.java
//SOURCES Times.java
//SOURCES Understand.java
//SOURCES Work.java
package explore;

import capture.CaptureStore;
import capture.CapturedEvent;
import java.util.stream.Stream;

/**
 * The words of a session: {@code import static explore.Explore.*}. Each answers for what is open, and is one call of
 * {@link Events}, where the same words chain. Words print, on {@link System#out}, and answer what is wrong with one line;
 * scripts and tests call the classes that compute, named at each word of {@link Events}.
 *
 * <p>One session in one JVM. The words are for one thread.
 */
public final class Explore {
  /** Where a startup script finds its arguments when JBang, which declares {@code args} itself, is not there. */
  public static final String[] args = {};

  private static Events current = Events.none("nothing is open; open(\"FOLDER or CONTAINER\") opens captures");

  private Explore() {
  }

  /**
   * Begins a session: opens the first argument, or what the environment names, greets, and, where stdin is no terminal,
   * runs what comes from there as a script and ends the JVM.
   *
   * @param args at most one: a location as {@link CaptureStore#open} takes it
   */
  public static void start(String... args) {
    current = Events.open(args.length > 0 ? args[0] : null, System.getenv());
    if (Script.isWanted()) {
      System.exit(Script.run(System.in, System.out));
    }
    Screen.print(Greeting.of(current));
  }

  /** What is open: everything in the location. Never null. */
  public static Events all() {
    return current;
  }

  /** Opens a folder, a container's URL, or a container's name; the words that follow answer for it. */
  public static void open(String location) {
    current = Events.open(location, System.getenv());
    Answer.print(() -> CaptureList.of(current).summary());
  }

  /** Prints what captures there are: event hub, partition, window, size. */
  public static void captures() {
    current.captures();
  }

  /** The events, in the order of capture: lazily, one file at a time. To be closed if it is not read to its end. */
  public static Stream<CapturedEvent> events() {
    return current.stream();
  }

  /** Prints the first event, whole. */
  public static void show() {
    current.show();
  }

  /** Prints the event at a place, counted from 0, whole. */
  public static void show(long index) {
    current.show(index);
  }

  /** Prints an event: its origin, its properties and its body, JSON indented. */
  public static void show(CapturedEvent event) {
    current.show(event);
  }

  /** Prints count, min, mean, p50, p95 and max of each numeric field. */
  public static void describe() {
    current.describe();
  }

  /** Prints all words, a line each. */
  public static void help() {
    Screen.print(Help.overview());
  }

  /** Prints the page of one word. */
  public static void help(String word) {
    Screen.print(Help.page(word));
  }
}
