package hub;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks shared access signatures: {@code SharedAccessSignature sr=RESOURCE&sig=SIGNATURE&se=EXPIRY&skn=KEYNAME}, where
 * the signature is Base64 of HMAC-SHA256(key, sr + "\n" + se) with sr still URL-encoded. Source: "Authenticate access
 * to Event Hubs resources using shared access signatures". Immutable; safe for any number of threads.
 */
final class SasTokens {
  private static final String PREFIX = "SharedAccessSignature ";

  private final List<AccessKey> keys;

  SasTokens(List<AccessKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * What a token allows.
   *
   * @param token as the client sent it
   * @param audience what the client wants it for; null for whatever the token says
   * @param hosts the names this server answers to, in lower case
   * @throws TokenRefused with one line that says why, and no part of the token
   */
  Grant check(String token, String audience, Set<String> hosts, Instant now) throws TokenRefused {
    Map<String, String> fields = fields(token);
    String resource = decode(require(fields, "sr"));
    checkSignature(fields);
    Instant expiry = expiry(require(fields, "se"));
    if (!now.isBefore(expiry)) {
      throw new TokenRefused("ExpiredToken: the token expired at " + expiry);
    }
    checkHost(resource, hosts);
    String path = EntityPath.normal(EntityPath.pathOf(resource));
    if (audience != null && !Grant.covers(path, EntityPath.pathOf(audience))) {
      throw new TokenRefused("InvalidAudience: the token is for '" + path + "', not for '" + EntityPath.pathOf(audience) + "'");
    }
    return new Grant(path, keyOf(fields).rights(), expiry);
  }

  private static Map<String, String> fields(String token) throws TokenRefused {
    if (token == null || !token.startsWith(PREFIX)) {
      throw new TokenRefused("MalformedToken: expected '" + PREFIX + "sr=...&sig=...&se=...&skn=...'");
    }
    Map<String, String> fields = new HashMap<>();
    for (String part : token.substring(PREFIX.length()).split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        fields.put(part.substring(0, equals).strip(), part.substring(equals + 1));
      }
    }
    return fields;
  }

  private AccessKey keyOf(Map<String, String> fields) throws TokenRefused {
    String name = decode(require(fields, "skn"));
    return keys.stream().filter(k -> k.name().equals(name)).findFirst()
        .orElseThrow(() -> new TokenRefused("InvalidSignature: there is no shared access policy '" + name + "'"));
  }

  private void checkSignature(Map<String, String> fields) throws TokenRefused {
    AccessKey key = keyOf(fields);
    String expected = sign(key.key(), require(fields, "sr"), require(fields, "se"));
    String given = decode(require(fields, "sig"));
    if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
      throw new TokenRefused("InvalidSignature: the token has an invalid signature; is it the key of policy '" + key.name() + "'?");
    }
  }

  /** The signature of a resource (URL-encoded) and an expiry (seconds since 1970). */
  static String sign(String key, String encodedResource, String expiry) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] text = (encodedResource + "\n" + expiry).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static void checkHost(String resource, Set<String> hosts) throws TokenRefused {
    String host;
    try {
      host = URI.create(resource).getHost();
    } catch (IllegalArgumentException e) {
      host = null;
    }
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      throw new TokenRefused("InvalidAudience: the token is for host '" + host + "', which is not this one");
    }
  }

  private static Instant expiry(String seconds) throws TokenRefused {
    try {
      return Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (RuntimeException e) {
      throw new TokenRefused("MalformedToken: se must be a number of seconds since 1970");
    }
  }

  private static String require(Map<String, String> fields, String name) throws TokenRefused {
    String value = fields.get(name);
    if (value == null) {
      throw new TokenRefused("MalformedToken: '" + name + "' is missing");
    }
    return value;
  }

  private static String decode(String text) throws TokenRefused {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new TokenRefused("MalformedToken: not URL-encoded");
    }
  }

  /** Why a token was not accepted: one line for the client. */
  static final class TokenRefused extends Exception {
    private static final long serialVersionUID = 1L;

    TokenRefused(String message) {
      super(message, null, false, false);
    }
  }
}
