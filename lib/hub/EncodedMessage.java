package hub;

import java.util.Arrays;

/**
 * A message between its AMQP sections, as offsets into the bytes it arrived in (AMQP 1.0, part 3.2).
 *
 * @param bytes what it arrived in, shared with the rest of its batch
 * @param headerStart where the header section starts; the same as {@code headerEnd} if there is none
 * @param headerEnd where it ends
 * @param annotations the sender's message annotations, without the reserved ones: encoded keys and values in turn;
 *     null if there are none
 * @param annotationCount the number of keys and values in it
 * @param partitionKey the partition key, or null
 * @param bareStart where properties, application properties, body and footer start
 * @param bareEnd where they end
 */
record EncodedMessage(byte[] bytes, int headerStart, int headerEnd, byte[] annotations, int annotationCount,
    String partitionKey, int bareStart, int bareEnd) {
  /** The encoded length, without what the service adds. */
  int sizeBytes() {
    return headerEnd - headerStart + (annotations == null ? 0 : annotations.length) + bareEnd - bareStart;
  }

  /** The same message with the partition key of the batch it came in. */
  EncodedMessage withPartitionKey(String key) {
    return new EncodedMessage(bytes, headerStart, headerEnd, annotations, annotationCount, key, bareStart, bareEnd);
  }

  /** The same message in an array of its own that holds nothing else. */
  EncodedMessage compact() {
    int header = headerEnd - headerStart;
    byte[] own = Arrays.copyOf(Arrays.copyOfRange(bytes, headerStart, headerEnd), header + bareEnd - bareStart);
    System.arraycopy(bytes, bareStart, own, header, bareEnd - bareStart);
    return new EncodedMessage(own, 0, header, annotations, annotationCount, partitionKey, header, own.length);
  }
}
