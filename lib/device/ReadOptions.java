package device;

import capture.CaptureNameFormat;
import capture.CaptureSelection;
import java.util.Locale;

/**
 * What to read and how to write it down. Immutable; the {@code with} methods give changed copies.
 *
 * @param by what tells an event's device
 * @param format how device files are written
 * @param spreadsheetSafe whether texts that a spreadsheet would run as a formula are defused with an apostrophe
 * @param selection which events are wanted
 * @param nameFormat how the blobs are named
 * @param keep whether blobs stay where they are; rows are then not forced to disk either
 * @param salvage whether what is whole before the damage in a damaged file is written
 * @param general whether everything goes the general way, by the Avro library and Jackson; slower, the same result
 */
public record ReadOptions(DeviceKey by, Format format, boolean spreadsheetSafe, CaptureSelection selection,
    CaptureNameFormat nameFormat, boolean keep, boolean salvage, boolean general) {
  /** One CSV file per {@code id}, of everything; blobs are deleted once their rows are on disk. */
  public static final ReadOptions DEFAULT = new ReadOptions(DeviceKey.of("id"), Format.CSV, false, CaptureSelection.ALL,
      CaptureNameFormat.DEFAULT, false, false, false);

  /** How device files are written. */
  public enum Format {
    /** Comma-separated values (RFC 4180, lines ended by LF), with a header. */
    CSV,
    /** One JSON value a line, as it was sent but for white space. */
    JSONL;

    /** The format of that name, in any case. Throws IllegalArgumentException that names those there are. */
    public static Format of(String name) {
      try {
        return valueOf(name.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'" + name + "' is no format of device files; csv and jsonl are");
      }
    }

    /** The ending of the files' names, with its dot. */
    String suffix() {
      return this == CSV ? ".csv" : ".jsonl";
    }
  }

  /** The same, with another way to tell the device. */
  public ReadOptions withBy(DeviceKey by) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, with another format of the device files. */
  public ReadOptions withFormat(Format format) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, with formulas defused or not. */
  public ReadOptions withSpreadsheetSafe(boolean spreadsheetSafe) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, of other events. */
  public ReadOptions withSelection(CaptureSelection selection) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, for blobs that are named in another way. */
  public ReadOptions withNameFormat(CaptureNameFormat nameFormat) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, with the blobs kept or not. */
  public ReadOptions withKeep(boolean keep) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, with damaged files salvaged or not. */
  public ReadOptions withSalvage(boolean salvage) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** The same, by the general way only or not. */
  ReadOptions withGeneral(boolean general) {
    return new ReadOptions(by, format, spreadsheetSafe, selection, nameFormat, keep, salvage, general);
  }

  /** What must stay the same from run to run in one output folder, as words for people. */
  String layout() {
    return "--format " + format.name().toLowerCase(Locale.ROOT) + " --by " + by
        + (spreadsheetSafe ? " --spreadsheet-safe" : "")
        // Names tell which partition an event is of, and so whether it was taken before.
        + (nameFormat.toString().equals(CaptureNameFormat.DEFAULT.toString()) ? "" : " --name-format " + nameFormat);
  }
}
