//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
package hub;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Simulated devices: the ranges of the walkthrough's sender.py. With a seed everything is made of it, the clock
 * included, so that the same seed gives the same bytes. For one thread.
 */
public final class Telemetry {
  /** Where the clock of seeded telemetry starts. */
  private static final LocalDateTime SEEDED_START = LocalDateTime.of(2026, 1, 1, 0, 0);
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
  // Plain digits, never 1.0E-4: what sender.py's readers expect of a number.
  private static final ObjectWriter JSON =
      new ObjectMapper().writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
  private static final long UV_STEPS = 10_000_000_000_000_000L;

  private final Random random;
  private final Clock clock;
  private final List<String> devices = new ArrayList<>();
  private LocalDateTime seededTime;

  private Telemetry(int deviceCount, Random random, Clock clock) {
    this.random = random;
    this.clock = clock;
    this.seededTime = SEEDED_START;
    for (int i = 0; i < deviceCount; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      devices.add(randomUuid(bytes).toString());
    }
  }

  /** Devices with random ids whose readings carry the time of day. */
  public static Telemetry random(int deviceCount) {
    return new Telemetry(deviceCount, new Random(), Clock.systemUTC());
  }

  /** Devices and readings that are the same for the same seed, on every machine. */
  public static Telemetry seeded(int deviceCount, long seed) {
    return new Telemetry(deviceCount, new Random(seed), null);
  }

  /** A version 4 UUID of 16 random bytes (RFC 9562, section 5.4). */
  private static UUID randomUuid(byte[] b) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      high = high << 8 | b[i] & 0xff;
      low = low << 8 | b[i + 8] & 0xff;
    }
    return new UUID(high & ~0xF000L | 0x4000L, low & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
  }

  /** The devices' ids, in the order in which they report. */
  public List<String> devices() {
    return List.copyOf(devices);
  }

  /** One reading of each device. */
  public List<Reading> round() {
    return devices.stream().map(this::reading).toList();
  }

  private Reading reading(String device) {
    BigDecimal uv = BigDecimal.valueOf(random.nextLong() >>> 1).remainder(BigDecimal.valueOf(UV_STEPS))
        .movePointLeft(16).stripTrailingZeros();
    return new Reading(device, STAMP.format(now()), uv, 70 + random.nextInt(31), 70 + random.nextInt(31));
  }

  private LocalDateTime now() {
    if (clock != null) {
      return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
    seededTime = seededTime.plus(1 + random.nextInt(1_000_000), ChronoUnit.MICROS);
    return seededTime;
  }

  /** A reading as JSON in UTF-8, fields in their order. */
  public static byte[] json(Reading reading) {
    try {
      return JSON.writeValueAsString(reading).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a reading that is not JSON: " + reading, e);
    }
  }
}
