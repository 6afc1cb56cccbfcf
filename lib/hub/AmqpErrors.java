package hub;

import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Link;

/**
 * The error conditions of Event Hubs, and how links are told of them. Source: "AMQP 1.0 in Azure Service Bus and Event
 * Hubs protocol guide", "Event Hubs messaging exceptions". Stateless.
 */
final class AmqpErrors {
  static final String NOT_FOUND = "amqp:not-found";
  static final String UNAUTHORIZED = "amqp:unauthorized-access";
  static final String STOLEN = "amqp:link:stolen";
  static final String DETACH_FORCED = "amqp:link:detach-forced";
  static final String TOO_LARGE = "amqp:link:message-size-exceeded";
  static final String LIMIT = "amqp:resource-limit-exceeded";
  static final String DECODE = "amqp:decode-error";
  static final String NOT_ALLOWED = "amqp:not-allowed";
  static final String INTERNAL = "amqp:internal-error";
  static final String BUSY = "com.microsoft:server-busy";
  static final String OUT_OF_RANGE = "com.microsoft:argument-out-of-range";
  static final String ARGUMENT = "com.microsoft:argument-error";

  private AmqpErrors() {
  }

  static ErrorCondition condition(String name, String description) {
    ErrorCondition condition = new ErrorCondition(Symbol.valueOf(name), description);
    condition.setInfo(Map.of()); // Python's client looks for it
    return condition;
  }

  static Rejected rejected(String name, String description) {
    Rejected rejected = new Rejected();
    rejected.setError(condition(name, description));
    return rejected;
  }

  /** Refuses a link that asks to be attached: it is attached without source and target, then detached with the error. */
  static void refuse(Link link, String name, String description) {
    link.setSource(null);
    link.setTarget(null);
    link.open();
    detach(link, name, description);
  }

  /** Ends a link with an error. */
  static void detach(Link link, String name, String description) {
    link.setCondition(condition(name, description));
    link.close();
  }

  /** The service's words for an entity that is not there; clients look for "could not be found". */
  static String notFound(String path) {
    return "The messaging entity 'sb://localhost/" + path + "' could not be found. Check its name, partition and consumer group.";
  }

  /** The service's words for a partition that is not there. */
  static String noPartition(HubEntity hub) {
    return "The specified partition is invalid for an EventHub partition sender or receiver. It should be between 0 and "
        + (hub.partitions().size() - 1) + ".";
  }
}
