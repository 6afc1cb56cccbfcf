//DEPS com.fasterxml.jackson.core:jackson-core:2.20.0
package explore;

import capture.CapturedEvent;
import capture.Gzip;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What is in an event's body: JSON, other text, or bytes. Gzip is unpacked.
 *
 * @param bytes the body out of gzip; as it is if it is none, or gzip that cannot be read; never null
 * @param text the same as text, without a byte order mark; null if it is not UTF-8
 */
record Body(byte[] bytes, String text) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String BYTE_ORDER_MARK = "\ufeff";

  static Body of(CapturedEvent event) {
    byte[] bytes = unpacked(event.body());
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Body(bytes, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      return new Body(bytes, null);
    }
  }

  /** The bytes in gzip; the same array if it is none, or cannot be read. */
  static byte[] unpacked(byte[] body) {
    try {
      return Gzip.isGzip(body) ? Gzip.unpacked(body) : body;
    } catch (IOException e) {
      return body;
    }
  }

  /** Whether it is one value of JSON (RFC 8259), and nothing after it. */
  boolean isJson() {
    if (text == null) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(text)) { // of bytes it would take UTF-16, too
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The text; what is not UTF-8 becomes U+FFFD. Never null. */
  String readable() {
    return text != null ? text : new String(bytes, StandardCharsets.UTF_8);
  }

  /** JSON on one line, as it was written, but for the ends of lines. Of JSON only. */
  String onOneLine() {
    return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text.strip()
        : EventText.indented(text).replaceAll("\\n *", "");
  }
}
