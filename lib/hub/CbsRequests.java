package hub;

import hub.RequestLink.Answer;
import hub.SasTokens.TokenRefused;
import java.util.Map;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.message.Message;

/** {@code $cbs}: claims-based security, where clients put their tokens ("AMQP Claims-based Security", OASIS draft). */
final class CbsRequests {
  private CbsRequests() {
  }

  static Answer answer(Authorization authorization, Message request) {
    Map<String, Object> properties =
        request.getApplicationProperties() == null ? Map.of() : request.getApplicationProperties().getValue();
    if (!"put-token".equals(properties.get("operation"))) {
      return new Answer(400, "only put-token is known", AmqpErrors.NOT_ALLOWED, null);
    }
    String token = request.getBody() instanceof AmqpValue v && v.getValue() instanceof String s ? s : null;
    String audience = properties.get("name") instanceof String s ? s : null;
    try {
      if (audience == null) {
        throw new TokenRefused("MalformedToken: 'name' must say which entity the token is for");
      }
      authorization.put(token, audience);
      return new Answer(202, "Accepted", null, null);
    } catch (TokenRefused e) {
      return new Answer(401, e.getMessage(), AmqpErrors.UNAUTHORIZED, null);
    }
  }
}
