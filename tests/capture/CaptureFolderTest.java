//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A folder is a store of captures. */
class CaptureFolderTest extends CaptureStoreTest {
  @TempDir
  Path folder;

  @Override
  CaptureStore store() throws IOException {
    return CaptureStore.open(folder.toString(), Map.of());
  }

  @Override
  CaptureStore missing() throws IOException {
    return CaptureStore.open(folder.resolve("missing").toString(), Map.of());
  }

  @Override
  void overwrite(CaptureStore store, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }
}
