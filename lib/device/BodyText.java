package device;

import capture.Gzip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a body: as it is, or out of gzip, or out of base64 as IoT Hub writes some. */
final class BodyText {
  private BodyText() {
  }

  /** Throws IOException whose message says why there is no text. */
  static String of(byte[] body) throws IOException {
    if (body.length == 0) {
      throw new IOException("an empty body");
    }
    byte[] plain = Gzip.isGzip(body) ? Gzip.unpacked(body) : body;
    String text = utf8(plain);
    String inner = fromBase64(text);
    return inner != null ? inner : text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static String utf8(byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("not text in UTF-8");
    }
  }

  /** The JSON in a text that is base64 of an object or array, in quotes or not; else null. */
  private static String fromBase64(String text) {
    String bare = text.strip();
    if (bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    // "{" and "[" begin with these letters in base64, white space before them does not occur.
    if (!bare.startsWith("e") && !bare.startsWith("W")) {
      return null;
    }
    try {
      String json = utf8(Base64.getDecoder().decode(bare));
      return json.startsWith("{") || json.startsWith("[") ? json : null;
    } catch (IllegalArgumentException | IOException e) {
      return null;
    }
  }
}
