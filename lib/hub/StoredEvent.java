package hub;

/**
 * One event in a partition, still encoded as its sender sent it. Batches share one array: nothing is copied between
 * the socket and the receivers. Immutable as long as nobody writes into the arrays; safe for any number of threads.
 *
 * @param sequenceNumber its number in the partition, from 0
 * @param offset its offset in the partition: the bytes before it, as the service counts
 * @param enqueuedMillis when it was taken, in milliseconds since 1970; never less than the event's before
 * @param message the encoded message
 */
record StoredEvent(long sequenceNumber, long offset, long enqueuedMillis, EncodedMessage message) {
  /** What keeping it costs, in bytes: the message and, roughly, the objects around it. */
  int sizeBytes() {
    return message.sizeBytes() + 96;
  }
}
