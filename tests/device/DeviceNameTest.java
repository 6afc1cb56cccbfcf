//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file's name tells its device, whatever that is called. */
class DeviceNameTest {
  private static void readsBack(String device) {
    for (boolean marked : new boolean[] {false, true}) {
      String file = DeviceName.toFile(device, marked);
      assertTrue(file.matches("[A-Za-z0-9._%~-]{1,200}"), file);
      if (!DeviceName.isShortened(file)) {
        assertEquals(device, DeviceName.toDevice(file), file);
      }
    }
  }

  @Test
  void anyNameIsReadBack() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random r = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = r.nextInt(30); n >= 0; n--) {
        int c = r.nextInt(4) == 0 ? r.nextInt(0x11_0000) : r.nextInt(128);
        name.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '~' : c);
      }
      readsBack(name.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "-", "~", "%", "%41", "a~1", "a~~b", "CON", "con.txt", "con.\n", "LPT1", "nul", "Rejected", "rejected",
      "long-names", "\u00c9", "\ud83d\ude00"})
  void namesThatMeanSomethingAreReadBack(String name) {
    readsBack(name);
    assertFalse(DeviceName.toFile(name, false).matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?|[.-].*|rejected|long-names|"), name);
  }
}
