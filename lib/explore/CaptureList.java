package explore;

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureName;
import capture.CaptureNameFormat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The captures that can hold events of a choice.
 *
 * @param location where they are
 * @param blobs in the order of capture; never null
 */
public record CaptureList(String location, List<CaptureBlob> blobs) {
  /** Lists the captures; reads none. */
  public static CaptureList of(Events events) throws CaptureException {
    return new CaptureList(events.toString(), events.blobs());
  }

  /** How many bytes they have together. */
  public long bytes() {
    return blobs.stream().mapToLong(CaptureBlob::sizeBytes).sum();
  }

  /** One line: location, number, size, and when the windows opened. */
  public String summary() {
    List<Instant> starts = blobs.stream().map(CaptureList::name).flatMap(Optional::stream)
        .map(CaptureName::windowStart).toList();
    return location + ": " + Text.count(blobs.size(), "capture") + ", " + Text.bytes(bytes())
        + (starts.isEmpty() ? "" : ", " + Times.second(starts.get(0), null) + " to "
            + Times.second(starts.get(starts.size() - 1), starts.get(0)));
  }

  /** A row for each capture; of more than {@code most}, the first and the last ones. */
  public Table table(int most) {
    Table.Builder table = new Table.Builder("namespace", "event hub", ">partition", "@window from", ">size",
        "@last written");
    int size = blobs.size();
    for (int i = 0; i < size; i++) {
      if (size <= most || i < most / 2 || i >= size - (most - most / 2)) {
        row(table, blobs.get(i));
      } else if (i == most / 2) {
        table.row("...", "", "", "", "", "");
      }
    }
    return table.note(summary());
  }

  private static void row(Table.Builder table, CaptureBlob blob) {
    CaptureName name = name(blob).orElse(new CaptureName(blob.name(), null, null, null));
    table.row(name.namespace(), name.eventHub(), name.partition(),
        name.windowStart() == null ? null : Times.second(name.windowStart(), null), Text.bytes(blob.sizeBytes()),
        Times.second(blob.lastModified(), name.windowStart()));
  }

  private static Optional<CaptureName> name(CaptureBlob blob) {
    return CaptureNameFormat.DEFAULT.parse(blob.name());
  }

  /** All captures as a table. */
  @Override
  public String toString() {
    return table(Integer.MAX_VALUE).toString();
  }
}
