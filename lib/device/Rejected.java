package device;

import capture.CapturedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Lines of {@code rejected.jsonl}: what is no reading, with where it came from and why. */
final class Rejected {
  private Rejected() {
  }

  /**
   * One line.
   *
   * @param part the part of the body that is meant, as JSON; null for all of it
   */
  static String line(CapturedEvent event, String blob, String reason, String part) {
    StringBuilder out = new StringBuilder(256);
    field(out, "{", "blob", blob);
    if (event.origin() != null) {
      field(out, ",", "namespace", event.origin().namespace());
      field(out, ",", "eventHub", event.origin().eventHub());
      field(out, ",", "partition", event.origin().partition());
    }
    if (event.isNumbered()) {
      out.append(",\"sequenceNumber\":").append(event.sequenceNumber());
      field(out, ",", "offset", event.offset());
    }
    field(out, ",", "enqueuedTime", event.enqueuedTime().toString());
    field(out, ",", "reason", reason);
    String text = part != null ? part : text(event.body());
    field(out, ",", text != null ? "body" : "bodyBase64",
        text != null ? text : Base64.getEncoder().encodeToString(event.body()));
    return out.append("}\n").toString();
  }

  private static void field(StringBuilder out, String before, String name, String value) {
    out.append(before).append('"').append(name).append("\":");
    JsonText.quote(out, value);
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
