package hub;

import hub.RequestLink.Answer;
import hub.SasTokens.TokenRefused;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.message.Message;

/** {@code $management}: what clients ask about a hub and its partitions. Clients check the exact types of the answers. */
final class ManagementRequests {
  private static final String HUB = "com.microsoft:eventhub";
  private static final String PARTITION = "com.microsoft:partition";

  private ManagementRequests() {
  }

  static Answer answer(AmqpConnection connection, Message request) {
    Map<String, Object> p =
        request.getApplicationProperties() == null ? Map.of() : request.getApplicationProperties().getValue();
    if (!"READ".equals(p.get("operation")) || !(p.get("name") instanceof String name)) {
      return new Answer(400, "READ of a name was expected", AmqpErrors.NOT_ALLOWED, null);
    }
    try {
      String token = p.get("security_token") instanceof String s ? s : null;
      connection.authorization().checkRead(token, name);
    } catch (TokenRefused e) {
      return new Answer(401, e.getMessage(), AmqpErrors.UNAUTHORIZED, null);
    }
    HubEntity hub = connection.server().namespace().hub(name);
    if (hub == null) {
      return new Answer(404, AmqpErrors.notFound(name), AmqpErrors.NOT_FOUND, null);
    }
    if (HUB.equals(p.get("type"))) {
      return new Answer(200, "OK", null, describe(hub));
    }
    Partition partition = PARTITION.equals(p.get("type")) ? hub.partition(String.valueOf(p.get("partition"))) : null;
    if (partition == null) {
      return new Answer(400, AmqpErrors.noPartition(hub), AmqpErrors.OUT_OF_RANGE, null);
    }
    return new Answer(200, "OK", null, describe(hub, partition));
  }

  private static Map<String, Object> describe(HubEntity hub) {
    Map<String, Object> m = new HashMap<>();
    m.put("type", HUB);
    m.put("name", hub.name());
    m.put("created_at", Date.from(hub.createdAt()));
    m.put("partition_count", hub.partitions().size());
    m.put("partition_ids", hub.partitions().stream().map(Partition::id).toArray(String[]::new));
    m.put("georeplication_factor", 1);
    return m;
  }

  private static Map<String, Object> describe(HubEntity hub, Partition partition) {
    PartitionLog log = partition.log();
    StoredEvent last = log.last();
    Map<String, Object> m = new HashMap<>();
    m.put("type", PARTITION);
    m.put("name", hub.name());
    m.put("partition", partition.id());
    m.put("begin_sequence_number", log.first());
    m.put("last_enqueued_sequence_number", last == null ? -1L : last.sequenceNumber());
    m.put("last_enqueued_offset", last == null ? "-1" : Long.toString(last.offset()));
    m.put("last_enqueued_time_utc", last == null ? new Date(0) : new Date(last.enqueuedMillis()));
    m.put("is_partition_empty", log.first() == log.next());
    return m;
  }
}
