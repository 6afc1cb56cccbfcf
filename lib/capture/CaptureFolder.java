package capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Capture files in a folder and the folders below it, links followed; a blob's name is its path there, with {@code /}.
 * Files whose names do not end in {@code .avro}, and hidden ones, are not blobs.
 */
public record CaptureFolder(Path root) implements CaptureStore {
  /** What helps where Java 17 knows only ASCII, which is in a cron job or a bare container. */
  static final String LOCALE = "; set LC_ALL=C.UTF-8";

  private static final String SUFFIX = ".avro";

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public String identity() {
    try {
      return root.toRealPath().toString();
    } catch (IOException e) {
      return root.toAbsolutePath().normalize().toString();
    }
  }

  /** The file of a blob. */
  public Path path(String name) {
    return root.resolve(name);
  }

  @Override
  public Stream<CaptureBlob> list(String prefix) throws CaptureException {
    requireFolder();
    int cut = prefix.lastIndexOf('/') + 1;
    Path start = path(prefix.substring(0, cut));
    return visited(start, Integer.MAX_VALUE).blobs.stream().filter(b -> b.name().startsWith(prefix))
        .sorted(Comparator.comparing(CaptureBlob::name));
  }

  /** What is in a folder and below it, so many levels deep; nothing where there is none. */
  private Visitor visited(Path start, int depth) throws CaptureException {
    Visitor visitor = new Visitor();
    if (Files.isDirectory(start)) {
      try {
        Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, visitor);
      } catch (IOException e) {
        throw notListed(start, e);
      }
    }
    return visitor;
  }

  /** Finds blobs; what is gone when its turn comes was deleted, or given its name, while others were looked at. */
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final List<CaptureBlob> blobs = new ArrayList<>();
    /** Names of those that are not gone into, being too deep. */
    private final List<String> folders = new ArrayList<>();

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
      if (a.isDirectory()) {
        folders.add(file.getFileName().toString());
      } else if (isBlob(file, a)) {
        blobs.add(blob(file, a));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  private static boolean isBlob(Path file, BasicFileAttributes a) {
    String last = file.getFileName().toString();
    return last.endsWith(SUFFIX) && !last.startsWith(".") && a.isRegularFile();
  }

  private CaptureBlob blob(Path file, BasicFileAttributes a) {
    String name = root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    String etag = a.fileKey() + "-" + a.size() + "-" + a.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    return new CaptureBlob(name, a.size(), etag, a.lastModifiedTime().toInstant());
  }

  @Override
  public CaptureLevel level(String prefix) throws CaptureException {
    requireFolder();
    Visitor visitor = visited(path(prefix), 1);
    return new CaptureLevel(visitor.folders.stream().sorted().toList(),
        visitor.blobs.stream().sorted(Comparator.comparing(CaptureBlob::name)).toList());
  }

  private void requireFolder() throws CaptureException {
    if (!Files.isDirectory(root)) {
      throw new CaptureException("no such folder: " + root.toAbsolutePath().normalize()
          + "; name the folder or container with the capture files");
    }
  }

  @Override
  public InputStream read(CaptureBlob blob) throws CaptureException {
    Path file = readable(blob.name());
    try {
      // An open file stays the one it was, even when another is renamed over it.
      InputStream in = Files.newInputStream(file);
      if (!isUnchanged(blob)) {
        in.close();
        throw new UnreadableCaptureException(file + ": was written anew while it was read; run again", null);
      }
      return new FilterInputStream(in) {
        @Override
        public int read(byte[] b, int off, int len) throws IOException {
          try {
            return in.read(b, off, len);
          } catch (IOException e) {
            throw unreadable(file, e);
          }
        }
      };
    } catch (CaptureException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Path readable(String name) throws UnreadableCaptureException {
    try {
      return path(name);
    } catch (InvalidPathException e) {
      throw new UnreadableCaptureException("cannot read " + root + "/" + name + ": " + e.getReason() + LOCALE, e);
    }
  }

  private static UnreadableCaptureException unreadable(Path file, IOException e) {
    return new UnreadableCaptureException("cannot read " + file + ": " + CaptureException.reason(e), e, e instanceof NoSuchFileException);
  }

  @Override
  public boolean delete(CaptureBlob blob) throws CaptureException {
    try {
      return isUnchanged(blob) && Files.deleteIfExists(path(blob.name()));
    } catch (IOException e) {
      throw failed("cannot delete " + path(blob.name()), e);
    }
  }

  @Override
  public Optional<CaptureLease> lease(CaptureBlob blob) {
    return Optional.of(CaptureLease.NONE);
  }

  @Override
  public boolean delete(CaptureBlob blob, CaptureLease lease) throws CaptureException {
    return delete(blob);
  }

  private boolean isUnchanged(CaptureBlob blob) throws IOException {
    Path file = path(blob.name());
    try {
      return blob(file, Files.readAttributes(file, BasicFileAttributes.class)).etag().equals(blob.etag());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public CaptureOutput create(String name) throws CaptureException {
    Path target = path(name);
    try {
      Files.createDirectories(target.getParent());
      return new FolderOutput(target);
    } catch (IOException e) {
      throw failed("cannot write " + target, e);
    }
  }

  /** One line for what could not be done in a folder. */
  static CaptureException failed(String what, IOException e) {
    return new CaptureException(what + ": " + CaptureException.reason(e), e);
  }

  /** The same for a listing of a folder, or of one below it. */
  private static CaptureException notListed(Path start, IOException e) {
    return failed("cannot list folder " + (e instanceof FileSystemException f ? f.getFile() : start), e);
  }
}
