package device;

import capture.CapturedEvent;

/**
 * What tells an event's device: a field of the body, a JSON pointer into it, or one of the event's own properties.
 *
 * @param kind where to look
 * @param name the field, the pointer, or the property's name; empty where the kind says it all
 */
public record DeviceKey(Kind kind, String name) {
  /** Where a device's name is looked for. */
  public enum Kind { FIELD, POINTER, PARTITION_KEY, PROPERTY, DEVICE_ID }

  private static final String PROPERTY = "@property:";

  /**
   * Reads {@code FIELD}, {@code /JSON/POINTER} (RFC 6901), {@code @partitionKey}, {@code @property:NAME} or {@code
   * @deviceId}. Throws IllegalArgumentException for another {@code @} form or nothing.
   */
  public static DeviceKey of(String text) {
    if (text.startsWith("/")) {
      return new DeviceKey(Kind.POINTER, text);
    }
    if (text.startsWith(PROPERTY) && text.length() > PROPERTY.length()) {
      return new DeviceKey(Kind.PROPERTY, text.substring(PROPERTY.length()));
    }
    if (text.equals("@partitionKey")) {
      return new DeviceKey(Kind.PARTITION_KEY, "");
    }
    if (text.equals("@deviceId")) {
      return new DeviceKey(Kind.DEVICE_ID, "");
    }
    if (text.isEmpty() || text.startsWith("@")) {
      throw new IllegalArgumentException("'" + text + "' tells no device; a field's name, a /json/pointer,"
          + " @partitionKey, @property:NAME or @deviceId does");
    }
    return new DeviceKey(Kind.FIELD, text);
  }

  /** Whether the body is where to look. */
  boolean isInBody() {
    return kind == Kind.FIELD || kind == Kind.POINTER;
  }

  /** What the event's properties say, where the kind is one of them, or where a body has no {@code id}; else null. */
  String ofProperties(CapturedEvent event) {
    Object value = switch (kind) {
      case PARTITION_KEY -> event.partitionKey();
      case PROPERTY -> event.properties().get(name);
      case DEVICE_ID -> deviceId(event);
      case FIELD -> name.equals("id") ? deviceId(event) : null;
      case POINTER -> null;
    };
    return value == null || value instanceof byte[] ? null : value.toString();
  }

  /** The device as IoT Hub names it: in files of its message routing, and in events from its built-in endpoint. */
  private static Object deviceId(CapturedEvent event) {
    Object routed = event.systemProperties().get("connectionDeviceId");
    return routed != null ? routed : event.systemProperties().get("iothub-connection-device-id");
  }

  @Override
  public String toString() {
    return switch (kind) {
      case PARTITION_KEY -> "@partitionKey";
      case PROPERTY -> PROPERTY + name;
      case DEVICE_ID -> "@deviceId";
      default -> name;
    };
  }
}
