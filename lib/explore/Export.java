package explore;

import capture.CaptureException;
import capture.CapturedEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Events as files for other programs: whole or not at all, in the order of capture, UTF-8. */
public final class Export {
  private Export() {
  }

  /**
   * CSV (RFC 4180, but lines end in a line feed) with a header: {@code enqueued} (ISO 8601), {@code partition}, {@code
   * sequenceNumber}, then the fields of the JSON bodies as they were written; {@code body}, the text, last, if there are
   * bodies that are no JSON objects; gzip is unpacked, and what is no Unicode becomes U+FFFD. A field named as one of these
   * gets the name {@code body.NAME}. What is missing, and null, is empty. Reads all events twice: first for the fields.
   *
   * @return how many events
   */
  public static long csv(Scan scan, Path file) throws IOException, InterruptedException {
    Names all = scan.fold(Names::new, Names::add, Names::addAll);
    List<String> header = new ArrayList<>(FieldColumn.OWN);
    all.names.forEach(name -> header.add(FieldColumn.name(name)));
    if (all.isOther) {
      header.add(FieldColumn.BODY);
    }
    Row row = new Row();
    String first = String.join(",", header.stream().map(Export::cell).toList()) + "\n";
    return write(scan, file, first, (event, out) -> {
      boolean isObject = row.read(event);
      out.write(event.enqueuedTime() + "," + (event.origin() == null ? "" : cell(event.origin().partition())) + ","
          + SequenceNumber.print(event, ""));
      for (String name : all.names) {
        int i = row.find(name);
        out.write(i < 0 || row.kind(i) == Row.Kind.NULL ? "," : "," + cell(row.text(i)));
      }
      out.write((all.isOther ? "," + (isObject ? "" : cell(Body.of(event).readable())) : "") + "\n");
    });
  }

  /** A cell, in quotes only where it must be. */
  static String cell(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return '"' + text.replace("\"", "\"\"") + '"';
      }
    }
    return text;
  }

  /**
   * JSON Lines: namespace, eventHub, partition (null where the capture's name does not tell), sequenceNumber (null where
   * there is none), offset, enqueued, systemProperties, properties (bytes in base64), and body: JSON as it was written, on
   * one line, else text as a string; or, instead of body where it is no UTF-8, bodyBase64. Gzip is unpacked.
   *
   * @return how many events
   */
  public static long jsonl(Scan scan, Path file) throws IOException, InterruptedException {
    JsonLine line = new JsonLine();
    return write(scan, file, "", line::write);
  }

  private interface Lines {
    void write(CapturedEvent event, Writer out) throws IOException;
  }

  private static long write(Scan scan, Path file, String start, Lines lines) throws IOException, InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(String.valueOf(folder));
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + ": is a folder; the path of a file was expected");
    }
    try {
      return write(scan, file, folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part"), start, lines);
    } catch (CaptureException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new CaptureException("cannot write " + file + ": " + CaptureException.reason(e), e);
    }
  }

  private static long write(Scan scan, Path file, Path part, String start, Lines lines)
      throws IOException, InterruptedException {
    long count = 0;
    try {
      try (Writer out = writer(part);
          EventReader reader = new EventReader(scan)) {
        out.write(start);
        for (CapturedEvent e; (e = reader.next()) != null; count++) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          lines.write(e, out);
        }
      }
      scan.counted(count);
      if (count > 0) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return count;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Half a surrogate, which JSON can hold and UTF-8 cannot, becomes U+FFFD. */
  private static Writer writer(Path file) throws IOException {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE)
        .replaceWith("\ufffd".getBytes(StandardCharsets.UTF_8));
    return new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), encoder));
  }

  private static final class Names {
    private final Set<String> names = new LinkedHashSet<>();
    private final Row row = new Row(name -> false);
    private boolean isOther;

    void add(CapturedEvent event) {
      isOther |= !row.read(event);
      for (int i = 0; i < row.size(); i++) {
        names.add(row.name(i));
      }
    }

    Names addAll(Names other) {
      names.addAll(other.names);
      isOther |= other.isOther;
      return this;
    }
  }
}
