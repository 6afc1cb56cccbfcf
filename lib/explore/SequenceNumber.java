package explore;

import capture.CapturedEvent;

/** An event's number in its partition, for people and files. */
final class SequenceNumber {
  private SequenceNumber() {
  }

  /** Whether it has one: what IoT Hub routing writes has none. */
  static boolean isIn(CapturedEvent event) {
    return event.sequenceNumber() != CapturedEvent.NO_SEQUENCE_NUMBER;
  }

  /** The number, or this text where there is none. */
  static String print(CapturedEvent event, String none) {
    return isIn(event) ? Long.toString(event.sequenceNumber()) : none;
  }
}
