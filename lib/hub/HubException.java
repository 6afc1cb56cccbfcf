package hub;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** An event hub could not be used. The message is one line: which one, what is wrong, what to do. It holds no secret. */
public final class HubException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a message for the user and its cause. */
  public HubException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What the SDK threw at this address, as one line. */
  static HubException of(HubAddress address, Throwable e) {
    return new HubException(address + ": " + reason(address, e), e);
  }

  private static String reason(HubAddress address, Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof AmqpException amqp && amqp.getErrorCondition() != null) {
        return reason(amqp);
      }
      if (t.getClass().getName().startsWith("com.azure.identity.")) {
        return "nobody is signed in; run 'az login', or use a connection string";
      }
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof TimeoutException) {
        return "no answer in time; check the address, and that a firewall lets AMQP (port " + address.port() + ") through"
            + (address.isLocal() ? "; a local hub without TLS needs UseDevelopmentEmulator=true in the connection string" : "");
      }
    }
    return firstLine(e);
  }

  private static String reason(AmqpException e) {
    AmqpErrorCondition condition = e.getErrorCondition();
    return switch (condition) {
      case NOT_FOUND -> "no such event hub; check --eventhub or EVENTHUB_NAME";
      case UNAUTHORIZED_ACCESS -> "not let in; check the key, or that you have the role 'Azure Event Hubs Data Sender'";
      case SERVER_BUSY_ERROR -> "the service is busy (throttled); send less at a time, or raise its throughput units";
      default -> condition + ": " + firstLine(e);
    };
  }

  private static String firstLine(Throwable e) {
    Throwable t = e;
    while (t.getMessage() == null && t.getCause() != null) {
      t = t.getCause();
    }
    // The SDK appends its own context, in brackets, to the sentence.
    String text = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    return text.lines().findFirst().orElse("").replaceFirst(",? errorContext\\[.*", "");
  }
}
