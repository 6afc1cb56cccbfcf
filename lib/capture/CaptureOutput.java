package capture;

import java.io.IOException;
import java.io.OutputStream;

/** A blob being written: whole or not at all. Closing without {@link #commit} leaves no trace. For one thread. */
public abstract class CaptureOutput extends OutputStream {
  /**
   * Makes what was written a blob that others see, all at once.
   *
   * @throws CaptureException if a blob of that name is there already (it stays as it is), or the store fails; then
   *     nothing of this blob is seen
   */
  public abstract void commit() throws CaptureException;

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }
}
