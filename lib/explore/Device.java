package explore;

import capture.CapturedEvent;
import java.util.List;

/** Whose event it is. For one thread. */
final class Device {
  private static final List<String> FIELDS = List.of("id", "deviceId", "device_id", "device");
  private static final List<String> PROPERTIES = List.of("connectionDeviceId", "iothub-connection-device-id",
      "x-opt-publisher", "x-opt-partition-key");

  private final Row row = new Row(FIELDS::contains);

  /**
   * The device that sent an event: its body's field {@code id}, {@code deviceId}, {@code device_id} or {@code device},
   * else what IoT Hub, a publisher's address or the partition key tells; null if nothing does.
   */
  String of(CapturedEvent event) {
    if (row.read(event)) {
      for (String field : FIELDS) {
        int i = row.find(field);
        if (i >= 0 && row.kind(i) != Row.Kind.NULL) {
          return row.text(i);
        }
      }
    }
    for (String property : PROPERTIES) {
      if (event.systemProperties().get(property) instanceof String device) {
        return device;
      }
    }
    return null;
  }

  /** The condition that an event is of a device; {@code 7f3c*} is every device whose name starts so. */
  static java.util.function.Predicate<CapturedEvent> is(String device) {
    ThreadLocal<Device> devices = ThreadLocal.withInitial(Device::new);
    boolean isStart = device.endsWith("*");
    String wanted = isStart ? device.substring(0, device.length() - 1) : device;
    return event -> {
      String found = devices.get().of(event);
      return found != null && (isStart ? found.startsWith(wanted) : found.equals(wanted));
    };
  }
}
