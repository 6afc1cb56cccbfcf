package hub;

import java.math.BigDecimal;

/**
 * What a simulated device says at one time.
 *
 * @param id the device
 * @param timestamp UTC, as {@code 2026-11-23 10:15:00.123456}
 * @param uv 0 to below 1
 * @param temperature 70 to 100
 * @param humidity 70 to 100
 */
public record Reading(String id, String timestamp, BigDecimal uv, int temperature, int humidity) {
}
