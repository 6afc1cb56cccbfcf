//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS org.jline:jline:3.30.16
//SOURCES ../capture/CaptureStore.java
//SOURCES ../hub/LocalHub.java
//SOURCES Answer.java
//SOURCES Body.java
//SOURCES By.java
//SOURCES Cache.java
//SOURCES Canvas.java
//SOURCES CaptureList.java
//SOURCES Chart.java
//SOURCES Column.java
//SOURCES Counts.java
//SOURCES Damage.java
//SOURCES Description.java
//SOURCES Device.java
//SOURCES Devices.java
//SOURCES EventReader.java
//SOURCES EventText.java
//SOURCES Events.java
//SOURCES Export.java
//SOURCES FieldColumn.java
//SOURCES Fields.java
//SOURCES FlatJson.java
//SOURCES Follow.java
//SOURCES Frames.java
//SOURCES Given.java
//SOURCES Greeting.java
//SOURCES Help.java
//SOURCES HelpText.java
//SOURCES Histogram.java
//SOURCES JsonLine.java
//SOURCES Latency.java
//SOURCES Live.java
//SOURCES Look.java
//SOURCES NumberText.java
//SOURCES Numbers.java
//SOURCES PartitionKey.java
//SOURCES Picture.java
//SOURCES PlainPrinter.java
//SOURCES Plot.java
//SOURCES Preview.java
//SOURCES Rates.java
//SOURCES Row.java
//SOURCES Scan.java
//SOURCES Schema.java
//SOURCES Screen.java
//SOURCES Script.java
//SOURCES See.java
//SOURCES SequenceNumber.java
//SOURCES Sequences.java
//SOURCES Sizes.java
//SOURCES Table.java
//SOURCES TableColumn.java
//SOURCES Take.java
//SOURCES Text.java
//SOURCES Timeline.java
//SOURCES Times.java
//SOURCES Understand.java
//SOURCES Value.java
//SOURCES Work.java
package explore;

import capture.CaptureFolder;
import capture.CaptureStore;
import capture.CapturedEvent;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dflib.DataFrame;
import org.dflib.Environment;

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
   * @param args at most one: a location as {@link CaptureStore#open} takes it; of more, and of options, one line tells, and
   *     the JVM ends with 2
   */
  public static void start(String... args) {
    if (args.length > 1 || args.length == 1 && args[0].startsWith("-")) {
      System.err.println("at most one LOCATION was expected, a folder or container, not: " + Text.plain(String.join(" ", args)));
      System.exit(2);
    }
    Environment.setPrinter(new PlainPrinter(Environment.commonEnv().printer()));
    current = Events.open(args.length > 0 ? args[0] : null, System.getenv());
    if (Script.isWanted()) {
      System.exit(Script.run(System.in, System.out));
    }
    Screen.print(Greeting.of(current).print(Screen.width()));
  }

  /** What is open: everything in the location. Never null. */
  public static Events all() {
    return current;
  }

  /** Opens a folder, a container's URL, or a container's name; the words that follow answer for it. */
  public static void open(String location) {
    Answer.print(() -> {
      current = Events.open(Given.location(location), System.getenv());
      return CaptureList.of(current).summary();
    });
  }

  // choose

  /** The events enqueued within a span before now: {@code 90s}, {@code 30m}, {@code 2h}, {@code 1d}. */
  public static Events last(String span) {
    return current.last(span);
  }

  /** The events enqueued from {@code since} on and before {@code until}: ISO 8601, UTC, or {@code 2h} ago; null: open. */
  public static Events between(String since, String until) {
    return current.between(since, until);
  }

  /** The events of one partition. */
  public static Events partition(int id) {
    return current.partition(id);
  }

  /** The events of one event hub. */
  public static Events eventHub(String name) {
    return current.eventHub(name);
  }

  /** The events of one device; {@code 7f3c*} for all whose names start so. */
  public static Events device(String id) {
    return current.device(id);
  }

  /** The events for which the condition holds. */
  public static Events where(Predicate<CapturedEvent> condition) {
    return current.where(condition);
  }

  // look

  /** Prints what captures there are: event hub, partition, window, size. */
  public static void captures() {
    current.captures();
  }

  /**
   * The events, in the order of capture, read lazily, one file at a time. What fails is told by one line, and ends them.
   * To be closed if it is not read to its end.
   */
  public static Stream<CapturedEvent> events() {
    return current.events();
  }

  /** Prints the first n events as a table. */
  public static void head(int n) {
    current.head(n);
  }

  /** Prints the last n events as a table. */
  public static void tail(int n) {
    current.tail(n);
  }

  /** Prints any n events as a table. */
  public static void sample(int n) {
    current.sample(n);
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

  /** A number in a JSON body, as a double; NaN if there is none. For conditions and streams; for any thread. */
  public static double number(CapturedEvent event, String field) {
    return Value.number(event, field);
  }

  /** A value in a JSON body, as it was written; null if there is none, or it is null. For any thread. */
  public static String text(CapturedEvent event, String field) {
    return Value.text(event, field);
  }

  // understand

  /** Prints the fields of the bodies: types, share missing, examples. */
  public static void schema() {
    current.schema();
  }

  /** Prints count, min, mean, p50, p95 and max of each numeric field. */
  public static void describe() {
    current.describe();
  }

  /** Prints how many events there are. */
  public static void count() {
    current.count();
  }

  /** Prints how often a field has which value. */
  public static void count(String field) {
    current.count(field);
  }

  /** Prints who sent the events. */
  public static void devices() {
    current.devices();
  }

  /** Prints how many events were enqueued in each step of time. */
  public static void rate(String step) {
    current.rate(step);
  }

  /** Prints how long readings were under way. */
  public static void latency() {
    current.latency();
  }

  /** Prints how long readings were under way, by the time in a field. */
  public static void latency(String field) {
    current.latency(field);
  }

  /** Prints missing sequence numbers. */
  public static void gaps() {
    current.gaps();
  }

  /** Prints the events that were captured more than once. */
  public static void duplicates() {
    current.duplicates();
  }

  /** Prints how large the bodies are. */
  public static void sizes() {
    current.sizes();
  }

  // take away

  /** The events as a DFLib DataFrame: enqueued, partition, sequenceNumber and the fields of the bodies. */
  public static DataFrame frame() {
    return current.frame();
  }

  /** Prints a DataFrame, the rows that fit the screen. */
  public static void show(DataFrame frame) {
    Answer.print(() -> Frames.table(Given.some("a frame", frame), Math.min(100, Screen.rows())));
  }

  /** Writes the events as CSV. */
  public static void csv(String path) {
    current.csv(path);
  }

  /** Writes the events as JSON, one a line. */
  public static void jsonl(String path) {
    current.jsonl(path);
  }

  // see

  /** Shows a numeric field over the time of enqueuing. */
  public static void plot(String field) {
    current.plot(field);
  }

  /** Shows a numeric field over the time of enqueuing, a letter for each value of another field. */
  public static void plot(String field, By by) {
    current.plot(field, by);
  }

  /** Draws a numeric field over the time of enqueuing into a .png or .svg file. */
  public static void plot(String field, String picture) {
    current.plot(field, picture);
  }

  /** Draws a numeric field over the time of enqueuing into a file, a line for each value of another field. */
  public static void plot(String field, By by, String picture) {
    current.plot(field, by, picture);
  }

  /** What a plot is split by. */
  public static By by(String field) {
    return new By(field);
  }

  /** Shows how often the numbers in a field are how large. */
  public static void histogram(String field) {
    current.histogram(field);
  }

  /** Draws how often the numbers in a field are how large into a .png or .svg file. */
  public static void histogram(String field, String picture) {
    current.histogram(field, picture);
  }

  /** Shows how many events were enqueued when. */
  public static void timeline() {
    current.timeline();
  }

  /** Draws how many events were enqueued when into a .png or .svg file. */
  public static void timeline(String picture) {
    current.timeline(picture);
  }

  // live

  /** Prints the events of captures that come from now on, a line each, until Ctrl-C. */
  public static void follow() {
    current.follow();
  }

  /** Starts a local Event Hubs that captures into what is open, and prints how to connect to it. */
  public static void hub() {
    Answer.print(() -> {
      Live.start(current.store() == null ? new CaptureFolder(Path.of(CaptureStore.DEFAULT_NAME)) : current.store());
      return "a local Event Hubs captures into " + Live.location() + " every " + Live.window().toSeconds() + " s\n"
          + Live.connectionString();
    });
    reopen();
  }

  /** Sends n simulated readings to the local Event Hubs, which it starts if need be, and waits until they are captured. */
  public static void send(int n) {
    Answer.print(() -> {
      Live.start(current.store() == null ? new CaptureFolder(Path.of(CaptureStore.DEFAULT_NAME)) : current.store());
      return Live.send(n);
    });
    reopen();
  }

  /** Where nothing could be opened, the hub's folder is what is open from now on. */
  private static void reopen() {
    if (current.store() == null && Live.store() != null) {
      current = Events.of(Live.store());
    }
  }

  // more

  /** Prints all words, a line each. */
  public static void help() {
    Screen.print(Help.overview());
  }

  /** Prints the page of one word. */
  public static void help(String word) {
    Answer.print(() -> Help.page(word));
  }
}
