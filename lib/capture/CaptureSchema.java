package capture;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The record types found in capture files, as read from files that the services wrote between 2016 and 2022. */
final class CaptureSchema {
  /** What Event Hubs Capture writes since 2017, character by character. */
  static final String EVENT_DATA = "{\"type\":\"record\",\"name\":\"EventData\","
      + "\"namespace\":\"Microsoft.ServiceBus.Messaging\",\"fields\":[{\"name\":\"SequenceNumber\",\"type\":\"long\"},"
      + "{\"name\":\"Offset\",\"type\":\"string\"},{\"name\":\"EnqueuedTimeUtc\",\"type\":\"string\"},"
      + "{\"name\":\"SystemProperties\",\"type\":{\"type\":\"map\",\"values\":[\"long\",\"double\",\"string\",\"bytes\"]}},"
      + "{\"name\":\"Properties\",\"type\":{\"type\":\"map\",\"values\":"
      + "[\"long\",\"double\",\"string\",\"bytes\",\"null\"]}},{\"name\":\"Body\",\"type\":[\"null\",\"bytes\"]}]}";
  /** Full name of the record that Event Hubs Capture writes. */
  static final String EVENT_DATA_NAME = "Microsoft.ServiceBus.Messaging.EventData";
  /** Full name of the record that IoT Hub message routing writes. */
  static final String IOT_MESSAGE_NAME = "Microsoft.Azure.Devices.Message";
  /** What every record of Event Hubs Capture has, whatever may be added to it. */
  static final List<String> EVENT_DATA_FIELDS =
      List.of("SequenceNumber", "Offset", "EnqueuedTimeUtc", "SystemProperties", "Properties", "Body");
  /** What every record of IoT Hub message routing has. */
  static final List<String> IOT_MESSAGE_FIELDS = List.of("EnqueuedTimeUtc", "Properties", "SystemProperties", "Body");
  /** The system property with the enqueued time in milliseconds since 1970 (files since 2021). */
  static final String ENQUEUED_TIME = "x-opt-enqueued-time";

  private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);

  private CaptureSchema() {
  }

  /** The text of EnqueuedTimeUtc: US, unpadded, cut to the second, such as {@code 12/9/2022 4:51:25 PM}. */
  static String printTime(Instant time) {
    return US.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
  }

  /** Reads EnqueuedTimeUtc: the US form, or ISO 8601 as IoT Hub writes it. Throws DateTimeException. */
  static Instant parseTime(String text) {
    return text.indexOf('/') > 0 ? parseUsTime(text) : Instant.parse(text);
  }

  /** Reads EnqueuedTimeUtc in the US form only. Throws DateTimeException. */
  static Instant parseUsTime(String text) {
    return LocalDateTime.parse(text, US).toInstant(ZoneOffset.UTC);
  }
}
