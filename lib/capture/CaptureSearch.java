package capture;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for the blobs of a selection, level by level of the tree of names: what a name already tells to be of another
 * event hub, partition or day is not listed. Names of no known format tell nothing, so that all of them are found, but
 * where an event hub or partition is asked for. For one thread.
 */
final class CaptureSearch {
  private final CaptureStore store;
  private final CaptureSelection selection;
  private final List<List<Level>> formats;
  private final List<String> prefixes = new ArrayList<>();
  private final List<CaptureBlob> found = new ArrayList<>();

  /**
   * A level of names of a format that is a folder.
   *
   * @param regex of a name up to and with this level, as text and compiled
   * @param isLast whether folders below are of no interest: the day is told, or there are none
   */
  private record Level(String regex, Pattern pattern, boolean isLast) {
  }

  private CaptureSearch(CaptureStore store, CaptureSelection selection, CaptureNameFormat format) {
    this.store = store;
    this.selection = selection;
    this.formats = List.of(levels(format.toString()), levels(CaptureNameFormat.IOT_HUB));
  }

  private static List<Level> levels(String format) {
    List<Level> levels = new ArrayList<>();
    int end = format.indexOf('/');
    for (boolean isLast = false; end >= 0 && !isLast; ) {
      String known = format.substring(0, end + 1);
      end = format.indexOf('/', end + 1);
      isLast = end < 0 || Stream.of("{Year}", "{Month}", "{Day}").allMatch(known::contains);
      String regex = CaptureNameFormat.regex(known);
      levels.add(new Level(regex, Pattern.compile(regex), isLast));
    }
    return levels;
  }

  /** Prefixes of names that hold all that is wanted and is not found on the way to them; an empty one holds everything. */
  static List<String> prefixes(CaptureStore store, CaptureSelection selection, CaptureNameFormat format)
      throws CaptureException {
    return new CaptureSearch(store, selection, format).search().prefixes;
  }

  /** All blobs with such prefixes, and those on the way to them, in no order. */
  static List<CaptureBlob> blobs(CaptureStore store, CaptureSelection selection, CaptureNameFormat format)
      throws CaptureException {
    CaptureSearch search = new CaptureSearch(store, selection, format).search();
    search.found.addAll(blobs(store, search.prefixes));
    return search.found;
  }

  /** All blobs whose names start with one of these. */
  static List<CaptureBlob> blobs(CaptureStore store, List<String> prefixes) throws CaptureException {
    List<CaptureBlob> found = new ArrayList<>();
    for (String prefix : prefixes) {
      try (Stream<CaptureBlob> blobs = store.list(prefix)) {
        blobs.forEach(found::add);
      } catch (UncheckedIOException e) {
        throw e.getCause() instanceof CaptureException c ? c : new CaptureException(e.getMessage(), e);
      }
    }
    return found;
  }

  private CaptureSearch search() throws CaptureException {
    if (selection.isAll() || formats.get(0).isEmpty()) {
      prefixes.add("");
    } else {
      look("", 0);
    }
    return this;
  }

  private void look(String prefix, int depth) throws CaptureException {
    CaptureLevel level = store.level(prefix);
    found.addAll(level.blobs());
    for (String folder : level.folders()) {
      judge(prefix + folder + "/", depth);
    }
  }

  private void judge(String prefix, int depth) throws CaptureException {
    boolean isKnown = false;
    boolean isWanted = false;
    boolean isWhole = false;
    for (List<Level> format : formats) {
      Level level = format.get(Math.min(depth, format.size() - 1));
      Matcher m = level.pattern.matcher(prefix);
      if (m.matches()) {
        UnaryOperator<String> token = t -> level.regex.contains("(?<" + t + ">") ? m.group(t) : null;
        boolean isOfDay = selection.includesDay(token);
        if (!isOfDay && format == formats.get(0)) {
          return; // what looks like an event hub to IoT Hub's format is a day of the one that was given
        }
        boolean wanted = isOfDay && selection.includesPartition(token);
        isKnown = true;
        isWanted |= wanted;
        isWhole |= wanted && level.isLast;
      }
    }
    if (isWhole || !isKnown && selection.isOfAnyPartition()) {
      prefixes.add(prefix);
    } else if (isWanted) {
      look(prefix, depth + 1);
    }
  }
}
