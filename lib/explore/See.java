package explore;

import java.nio.file.Path;

/** The words that show charts: in the terminal, or as a picture in a file that ends in {@code .png} or {@code .svg}. */
public interface See {
  /** The choice that the words ask. */
  Events choice();

  /** Shows a numeric field over the time of enqueuing. Computed by {@link Plot}. */
  default void plot(String field) {
    plot(field, (By) null);
  }

  /** Shows a numeric field over the time of enqueuing, a letter for each value of another field. */
  default void plot(String field, By by) {
    Answer.print(choice(), scan -> Screen.chart(Plot.of(scan, field, by)));
  }

  /** Draws a numeric field over the time of enqueuing into a file, and prints its path. */
  default void plot(String field, String picture) {
    plot(field, null, picture);
  }

  /** Draws a numeric field over the time of enqueuing into a file, a line for each value of another field. */
  default void plot(String field, By by, String picture) {
    Answer.print(choice(), scan -> save(scan, Plot.of(scan, field, by), picture));
  }

  /** Shows how often the numbers in a field are how large. Computed by {@link Histogram}. */
  default void histogram(String field) {
    Answer.print(choice(), scan -> Histogram.of(scan, field).table());
  }

  /** Draws how often the numbers in a field are how large into a file, and prints its path. */
  default void histogram(String field, String picture) {
    Answer.print(choice(), scan -> save(scan, Histogram.of(scan, field).chart(), picture));
  }

  /** Shows how many events were enqueued when. Computed by {@link Timeline}. */
  default void timeline() {
    Answer.print(choice(), scan -> Screen.chart(Timeline.chart(Timeline.of(scan, Screen.columns() - 13))));
  }

  /** Draws how many events were enqueued when into a file, and prints its path. */
  default void timeline(String picture) {
    Answer.print(choice(), scan -> save(scan, Timeline.chart(Timeline.of(scan, 120)), picture));
  }

  private static Object save(Scan scan, Chart chart, String picture) throws Exception {
    if (scan.count() == 0) {
      return null;
    }
    Path file = Given.file(picture);
    chart.save(file);
    return file;
  }
}
