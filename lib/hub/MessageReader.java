package hub;

import hub.AmqpBytes.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the sections of what a client sent: one message, or a batch, which is a message whose data sections are each
 * one encoded message (message format {@link #BATCH_FORMAT}). Every value is checked on the way, so that whatever is
 * stored can be delivered and captured. Stateless.
 */
final class MessageReader {
  /** The message format of a batch, Microsoft's own. */
  static final int BATCH_FORMAT = 0x80013700;
  static final String PARTITION_KEY = "x-opt-partition-key";

  static final int HEADER = 0x70;
  static final int DELIVERY_ANNOTATIONS = 0x71;
  static final int MESSAGE_ANNOTATIONS = 0x72;
  static final int PROPERTIES = 0x73;
  static final int APPLICATION_PROPERTIES = 0x74;
  static final int DATA = 0x75;
  static final int SEQUENCE = 0x76;
  static final int VALUE = 0x77;
  static final int FOOTER = 0x78;

  private static final byte[] EMPTY_BINARY = {(byte) AmqpBytes.SMALL_BINARY, 0};

  /** What sections, codes and annotations of the service's own may add to a message without being counted. */
  private static final int SLACK_BYTES = 256;

  /** The service's limit for a partition key, as its clients check it. */
  private static final int LONGEST_KEY = 128;

  /** What the service itself says of an event; a sender's own are not passed on. */
  private static final Set<String> RESERVED =
      Set.of(PARTITION_KEY, "x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time");

  private MessageReader() {
  }

  /** The events in one delivery, at least one. Throws MalformedMessage; then nothing of it may be stored. */
  static List<EncodedMessage> read(byte[] bytes, int format) {
    List<EncodedMessage> messages = format == BATCH_FORMAT ? readBatch(bytes) : List.of(readMessage(bytes, 0, bytes.length));
    // What is kept is counted by its messages. Where they are little of what was sent, they must not hold on to the rest.
    long used = messages.stream().mapToLong(m -> m.sizeBytes() + SLACK_BYTES).sum();
    return used >= bytes.length ? messages : messages.stream().map(EncodedMessage::compact).toList();
  }

  private static List<EncodedMessage> readBatch(byte[] b) {
    List<EncodedMessage> messages = new ArrayList<>();
    String key = null;
    for (int at = 0; at < b.length;) {
      int value = valueOf(b, at, b.length);
      int end = AmqpBytes.skip(b, value, b.length);
      int section = sectionAt(b, at);
      if (section == MESSAGE_ANNOTATIONS) {
        key = new Annotations(b, value, end).partitionKey;
      } else if (section == DATA) {
        EncodedMessage m = readMessage(b, AmqpBytes.contentStart(b, requireBinary(b, value)), end);
        messages.add(key == null || m.partitionKey() != null ? m : m.withPartitionKey(key));
      }
      at = end;
    }
    if (messages.isEmpty()) {
      throw new MalformedMessage("a batch without a message");
    }
    return messages;
  }

  private static EncodedMessage readMessage(byte[] b, int start, int limit) {
    int headerEnd = start;
    int bareStart = -1;
    Annotations annotations = null;
    int last = 0;
    for (int at = start; at < limit;) {
      int section = sectionAt(b, at);
      int value = valueOf(b, at, limit);
      int end = AmqpBytes.skip(b, value, limit);
      if (section == DATA && b[value] == AmqpBytes.NULL) {
        byte[] others = withoutNulls(b, start, limit);
        return readMessage(others, 0, others.length);
      }
      checkSection(b, section, last, value, end);
      if (section == HEADER) {
        headerEnd = end;
      } else if (section == MESSAGE_ANNOTATIONS) {
        annotations = new Annotations(b, value, end);
      } else if (section >= PROPERTIES && bareStart < 0) {
        bareStart = at;
      }
      last = section;
      at = end;
    }
    bareStart = bareStart < 0 ? limit : bareStart;
    return annotations == null ? new EncodedMessage(b, start, headerEnd, null, 0, null, bareStart, limit)
        : new EncodedMessage(b, start, headerEnd, annotations.others(), annotations.otherCount, annotations.partitionKey,
            bareStart, limit);
  }

  /** With empty data for data that is null: JavaScript's client sends that on purpose, others cannot read it. */
  private static byte[] withoutNulls(byte[] b, int start, int limit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(limit - start + 1);
    for (int at = start; at < limit;) {
      int value = valueOf(b, at, limit);
      int end = AmqpBytes.skip(b, value, limit);
      if (sectionAt(b, at) == DATA && b[value] == AmqpBytes.NULL) {
        out.write(b, at, value - at);
        out.writeBytes(EMPTY_BINARY);
      } else {
        out.write(b, at, end - at);
      }
      at = end;
    }
    return out.toByteArray();
  }

  /** Sections come in the order of their codes; only data and sequences may come several times. */
  private static void checkSection(byte[] b, int section, int last, int value, int end) {
    if (section < HEADER || section > FOOTER || section < last || section == last && section != DATA && section != SEQUENCE
        || last >= DATA && last <= VALUE && section != last && section != FOOTER) {
      throw new MalformedMessage("section 0x" + Integer.toHexString(section) + " after 0x" + Integer.toHexString(last));
    }
    int code = b[value] & 0xff;
    boolean map = code == 0xc1 || code == 0xd1;
    boolean list = code == 0x45 || code == 0xc0 || code == 0xd0;
    boolean right = switch (section) {
      case HEADER, PROPERTIES, SEQUENCE -> list;
      case DATA -> code == 0xa0 || code == 0xb0;
      case VALUE -> true;
      default -> map;
    };
    if (!right) {
      throw new MalformedMessage("section 0x" + Integer.toHexString(section) + " has a value of the wrong type");
    }
    if (section == APPLICATION_PROPERTIES) {
      checkKeys(b, value, end);
    }
  }

  private static void checkKeys(byte[] b, int value, int end) {
    for (int at = mapStart(b, value); at < end;) {
      int code = b[at] & 0xff;
      if (code != 0xa1 && code != 0xb1) {
        throw new MalformedMessage("application properties with a key that is not a string");
      }
      at = AmqpBytes.skip(b, AmqpBytes.skip(b, at, end), end);
    }
  }

  private static int requireBinary(byte[] b, int value) {
    int code = b[value] & 0xff;
    if (code != 0xa0 && code != 0xb0) {
      throw new MalformedMessage("a data section that is not binary");
    }
    return value;
  }

  /** A section's code: the number that describes it. */
  static int sectionAt(byte[] b, int at) {
    if (b[at] == AmqpBytes.DESCRIBED && at + 2 < b.length && b[at + 1] == AmqpBytes.SMALL_ULONG) {
      return b[at + 2] & 0xff;
    }
    if (b[at] == AmqpBytes.DESCRIBED && at + 9 < b.length && (b[at + 1] & 0xff) == AmqpBytes.ULONG) {
      long code = AmqpBytes.longNumber(b, at + 2, 8);
      return code >>> 31 == 0 ? (int) code : 0;
    }
    throw new MalformedMessage("a section does not start with its number");
  }

  /** Where a section's value starts. */
  static int valueOf(byte[] b, int at, int limit) {
    sectionAt(b, at);
    int value = at + (b[at + 1] == AmqpBytes.SMALL_ULONG ? 3 : 10);
    if (value >= limit) {
      throw new MalformedMessage("a section without a value");
    }
    return value;
  }

  /** Where a map's or list's first element starts. */
  static int mapStart(byte[] b, int value) {
    int code = b[value] & 0xff;
    return code == 0x45 ? value + 1 : value + ((code & 0x10) == 0 ? 3 : 9);
  }

  /** Message annotations: the partition key, and whatever else is not the service's own to say. */
  private static final class Annotations {
    private static final int ULONG_ZERO = 0x44;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private String partitionKey;
    private int otherCount;

    Annotations(byte[] b, int value, int end) {
      int code = b[value] & 0xff;
      if (code != 0xc1 && code != 0xd1) {
        throw new MalformedMessage("message annotations that are not a map");
      }
      for (int at = mapStart(b, value); at < end;) {
        int v = AmqpBytes.skip(b, at, end);
        int next = AmqpBytes.skip(b, v, end);
        String key = AmqpBytes.text(b, at, v);
        if (key == null && !isUlong(b[at] & 0xff)) {
          throw new MalformedMessage("message annotations with a key that is neither symbol nor ulong");
        }
        if (PARTITION_KEY.equals(key)) {
          partitionKey = AmqpBytes.text(b, v, next);
          if (partitionKey != null && partitionKey.length() > LONGEST_KEY) {
            throw new MalformedMessage("a partition key of more than " + LONGEST_KEY + " characters");
          }
        } else if (key == null || !RESERVED.contains(key)) {
          kept.write(b, at, next - at);
          otherCount += 2;
        }
        at = next;
      }
    }

    private static boolean isUlong(int code) {
      return code == AmqpBytes.ULONG || code == AmqpBytes.SMALL_ULONG || code == ULONG_ZERO;
    }

    byte[] others() {
      return otherCount == 0 ? null : kept.toByteArray();
    }
  }
}
