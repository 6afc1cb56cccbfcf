package hub;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for localhost, made anew at each start, which signs itself. The JDK makes none without keytool, so its
 * few fields are encoded here (RFC 5280, X.509 version 3, ECDSA P-256 with SHA-256). The key is never written.
 */
final class LocalCertificate {
  private static final int DAYS = 30;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  /** OID 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
  private static final byte[] ALGORITHM = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

  private final KeyPair keys;
  private final X509Certificate certificate;

  private LocalCertificate(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /** Makes one for localhost, 127.0.0.1, ::1 and a further host's name or address. Takes some 0.1 s. */
  static LocalCertificate create(String host) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      byte[] body = body(keys, host);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      byte[] der = sequence(body, ALGORITHM, bits(signature.sign()));
      return new LocalCertificate(keys, (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der)));
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }

  /** The part that is signed. */
  private static byte[] body(KeyPair keys, String host) throws IOException {
    Instant now = Instant.now();
    byte[] name = sequence(tag(0x31, sequence(oid(0x55, 0x04, 0x03), text(0x0c, "localhost"))));
    byte[] serial = new BigInteger(63, new SecureRandom()).add(BigInteger.ONE).toByteArray();
    byte[] validity = sequence(text(0x18, TIME.format(now.minus(1, ChronoUnit.DAYS))),
        text(0x18, TIME.format(now.plus(DAYS, ChronoUnit.DAYS))));
    // OpenSSL and Node trust a self-signed certificate as a root only if it says it may be one.
    byte[] mayBeRoot = sequence(oid(0x55, 0x1d, 0x13), tag(0x01, new byte[] {-1}), tag(0x04, sequence(tag(0x01, new byte[] {-1}))));
    byte[] names = sequence(oid(0x55, 0x1d, 0x11), tag(0x04, sequence(text(0x82, "localhost"),
        tag(0x87, InetAddress.getByName("127.0.0.1").getAddress()), tag(0x87, InetAddress.getByName("::1").getAddress()),
        isAddress(host) ? tag(0x87, InetAddress.getByName(host).getAddress()) : text(0x82, host))));
    return sequence(tag(0xa0, tag(0x02, new byte[] {2})), tag(0x02, serial), ALGORITHM, name, validity, name,
        keys.getPublic().getEncoded(), tag(0xa3, sequence(mayBeRoot, names)));
  }

  private static boolean isAddress(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  /** For servers. */
  SSLContext context() throws IOException {
    try {
      char[] password = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("hub", keys.getPrivate(), password, new X509Certificate[] {certificate});
      KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use TLS: " + e.getMessage(), e);
    }
  }

  /** Writes the certificate, not its key, as PEM for clients to trust. */
  void write(Path file) throws IOException {
    try {
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    } catch (NoSuchFileException e) {
      throw new IOException("cannot write the certificate to " + file + ": there is no such folder", e);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot write the certificate to " + file + ": permission denied", e);
    } catch (IOException e) {
      throw new IOException("cannot write the certificate to " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] sequence(byte[]... parts) {
    return tag(0x30, parts);
  }

  private static byte[] oid(int... bytes) {
    byte[] b = new byte[bytes.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = (byte) bytes[i];
    }
    return tag(0x06, b);
  }

  private static byte[] text(int tag, String text) {
    return tag(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bits(byte[] bytes) {
    return tag(0x03, new byte[] {0}, bytes);
  }

  /** One DER value: its tag, its length, its contents. */
  private static byte[] tag(int tag, byte[]... parts) {
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      contents.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = contents.size();
    if (length >= 256) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 128) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(contents.toByteArray());
    return out.toByteArray();
  }
}
