//DEPS org.knowm.xchart:xchart:4.0.3
//DEPS de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13
package explore;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as PNG and SVG, by XChart. Needs no display. */
final class Picture {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 450;
  private static final int MARKER = 4;
  private static final int MOST_MARKED = 100;

  private Picture() {
  }

  /** Writes a picture, over one that is there. The path's ending says of which kind. */
  static void save(Chart chart, Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".svg")) {
      throw new IllegalArgumentException(file + ": a picture's name ends in .png or .svg");
    }
    System.setProperty("java.awt.headless", "true");
    IChart drawn = chart.isBars() ? bars(chart) : points(chart.thinned(WIDTH / 2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ChartEncoder.saveChart(drawn, out, name.substring(name.length() - 3));
    Files.write(file, out.toByteArray());
  }

  private static XYChart points(Chart chart) {
    XYChart xy = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(chart.title()).xAxisTitle(title(chart))
        .yAxisTitle(chart.y()).build();
    xy.getStyler().setLegendVisible(chart.lines().size() > 1);
    xy.getStyler().setMarkerSize(MARKER);
    style(xy.getStyler(), chart);
    for (Chart.Line line : chart.lines()) {
      List<Date> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int i = 0; i < line.x().length; i++) {
        x.add(new Date((long) line.x()[i]));
        y.add(line.y()[i]);
      }
      // One device's readings are a line; those of all, in the order of time, only look like one.
      boolean isLine = chart.shape() == Chart.Shape.BAND || chart.lines().size() > 1 && x.size() <= WIDTH / 2;
      var series = xy.addSeries(line.name(), x, y);
      series.setXYSeriesRenderStyle(isLine ? XYSeriesRenderStyle.Line : XYSeriesRenderStyle.Scatter);
      series.setMarker(isLine && x.size() > MOST_MARKED ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    return xy;
  }

  /** As the outline of their tops over a true axis: those of categories are labelled beside what they are of. */
  private static XYChart bars(Chart chart) {
    Chart.Line line = chart.lines().get(0);
    XYChart bars = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(chart.title()).xAxisTitle(title(chart))
        .yAxisTitle(chart.y()).build();
    bars.getStyler().setLegendVisible(false);
    bars.getStyler().setYAxisMin(0.0);
    style(bars.getStyler(), chart);
    int size = line.x().length;
    double width = size > 1 ? line.x()[1] - line.x()[0] : 1;
    List<Object> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i <= size; i++) { // the last bar, too, has an end
      double at = i < size ? line.x()[i] : line.x()[size - 1] + width;
      x.add(chart.isTime() ? new Date((long) at) : (Object) at);
      y.add(line.y()[Math.min(i, size - 1)]);
    }
    var series = bars.addSeries(line.name(), x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.StepArea);
    series.setMarker(SeriesMarkers.NONE);
    return bars;
  }

  private static void style(AxesChartStyler styler, Chart chart) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setDatePattern(pattern(chart));
    styler.setTimezone(TimeZone.getTimeZone("UTC"));
  }

  private static String title(Chart chart) {
    return chart.isTime() ? chart.x() + " (" + Times.print(Instant.ofEpochMilli((long) chart.minX())).substring(0, 10)
        + ", UTC)" : chart.x();
  }

  private static String pattern(Chart chart) {
    double span = chart.maxX() - chart.minX();
    return span < 10_000 ? "HH:mm:ss.SSS" : span < 600_000 ? "HH:mm:ss" : span < 86_400_000 ? "HH:mm" : "yyyy-MM-dd HH:mm";
  }
}
