package explore;

import capture.CapturedEvent;

/** An event's number in its partition, for people and files. */
final class SequenceNumber {
  private SequenceNumber() {
  }

  /** The number, or this text where there is none. */
  static String print(CapturedEvent event, String none) {
    return event.isNumbered() ? Long.toString(event.sequenceNumber()) : none;
  }
}
