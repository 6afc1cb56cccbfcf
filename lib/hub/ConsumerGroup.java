package hub;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who reads one partition for one consumer group. Either up to five readers without an epoch, or one with: a new reader
 * with an epoch displaces all with none, a lower or the same one, and is refused where a higher one reads. Source:
 * "Event Hubs: consumer groups, epoch". For the hub's own thread only.
 */
final class ConsumerGroup {
  /** The service's limit for readers of a partition in a consumer group. */
  static final int MOST_READERS = 5;

  private final String name;
  private final List<ConsumeLink> readers = new ArrayList<>();

  ConsumerGroup(String name) {
    this.name = name;
  }

  /** Why a reader cannot join: an error condition and its description. */
  record Refusal(String error, String description) {
  }

  /** Whether a reader of this epoch (null for none) may join; null if so. */
  Refusal check(Long epoch, String reader) {
    ConsumeLink owner = readers.stream().filter(r -> r.epoch() != null).findFirst().orElse(null);
    if (owner != null && epoch == null) {
      return new Refusal(AmqpErrors.STOLEN, "At least one receiver for the endpoint is created with epoch of '" + owner.epoch()
          + "', and so non-epoch receiver is not allowed. Either reconnect with a higher epoch, or make sure all epoch receivers"
          + " are closed or disconnected.");
    }
    if (owner != null && epoch < owner.epoch()) {
      return new Refusal(AmqpErrors.STOLEN, "Receiver '" + owner.name() + "' with a higher epoch of '" + owner.epoch()
          + "' already exists. Receiver '" + reader + "' with epoch '" + epoch + "' cannot be created. Make sure you are creating"
          + " receiver with increasing epoch value to ensure connectivity, or ensure all old epoch receivers are closed or"
          + " disconnected.");
    }
    if (epoch == null && readers.size() >= MOST_READERS) {
      return new Refusal(AmqpErrors.LIMIT, "Exceeded the maximum number of allowed receivers per partition in a consumer group which is "
          + MOST_READERS + ". List of connected receivers - " + readers.stream().map(ConsumeLink::name).collect(Collectors.joining(", ")) + ".");
    }
    return null;
  }

  /** Lets a reader in that {@link #check} has nothing against; those it displaces are told and leave. */
  void join(ConsumeLink reader) {
    if (reader.epoch() != null) {
      for (ConsumeLink other : List.copyOf(readers)) {
        other.displace("New receiver '" + reader.name() + "' with higher epoch of '" + reader.epoch()
            + "' is created hence current receiver '" + other.name() + "' with epoch '" + (other.epoch() == null ? 0 : other.epoch())
            + "' is getting disconnected. If you are recreating the receiver, make sure a higher epoch is used.");
      }
    }
    readers.add(reader);
  }

  void leave(ConsumeLink reader) {
    readers.remove(reader);
  }

  /** There are new events. */
  void wake() {
    for (ConsumeLink reader : readers) {
      reader.wake();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
