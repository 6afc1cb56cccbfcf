package device;

import capture.CaptureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Rows on their way to their files, written by whoever has time. Each piece knows its place in its file, so that the order
 * does not matter. Safe for use by several threads.
 */
final class Writes {
  private static final int MOST_WAITING = 64;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Pages pages;
  private final Queue<Write> waiting = new ArrayDeque<>();
  private final ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));
  private int underWay;

  Writes(Pages pages) {
    this.pages = pages;
  }

  /**
   * Bytes for a place in a file.
   *
   * @param page the first page of those that hold them; where in it they start is where they do in a page of the file
   */
  record Write(Path file, long position, int page, int bytes) {
    /** How many pages hold them. */
    int pages() {
      return (Pages.at(position) + bytes + Pages.BYTES - 1) / Pages.BYTES;
    }
  }

  /** Takes something up; where too much waits, some of it is written first. */
  void add(Write write) throws IOException {
    synchronized (this) {
      waiting.add(write);
    }
    while (isTooMuch()) {
      one();
    }
  }

  private synchronized boolean isTooMuch() {
    return waiting.size() > MOST_WAITING;
  }

  /** Writes what waits. */
  void work() throws IOException {
    while (one()) {
      continue;
    }
  }

  private boolean one() throws IOException {
    Write next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        return false;
      }
      underWay++;
    }
    try {
      run(next, false);
      return true;
    } finally {
      synchronized (this) {
        underWay--;
        notifyAll();
      }
    }
  }

  /** Writes what waits, and waits for what others write. */
  void finish() throws IOException {
    work();
    synchronized (this) {
      try {
        while (underWay > 0) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CaptureException("interrupted while files were written", e);
      }
    }
  }

  /** What was to be written; its pages are given back. */
  byte[] bytes(Write write) {
    ByteBuffer all = ByteBuffer.allocate(write.bytes);
    int page = write.page;
    for (long at = write.position; all.hasRemaining(); page = pages.next(page)) {
      int start = Pages.at(at);
      int length = Math.min(Pages.BYTES - start, all.remaining());
      pages.get(page, start, length, all);
      at += length;
    }
    pages.give(write.page, write.pages());
    return all.array();
  }

  /** Writes something, and gives its pages back; if told so, waits until it is on disk with all that was written before. */
  void run(Write write, boolean force) throws IOException {
    try (FileChannel channel = FileChannel.open(write.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = buffers.get();
      long position = write.position;
      long end = write.position + write.bytes;
      for (int page = write.page; position < end;) {
        buffer.clear();
        for (long at = position; at < end && buffer.remaining() >= Pages.BYTES; page = pages.next(page)) {
          int start = Pages.at(at);
          int length = (int) Math.min(Pages.BYTES - start, end - at);
          pages.get(page, start, length, buffer);
          at += length;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          position += channel.write(buffer, position);
        }
      }
      if (force) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw OutputFolder.notWritten(write.file, e);
    }
    if (write.bytes > 0) {
      pages.give(write.page, write.pages());
    }
  }
}
