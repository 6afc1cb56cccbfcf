package hub;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.FrameBody;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.SslDomain;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.impl.TransportImpl;

/**
 * proton's transport, but frames carry all their fields. proton leaves trailing nulls out, as it may; Python's client
 * (azure-eventhub's own AMQP) takes fields by their position and fails where the list is shorter.
 */
final class WholeFrames extends TransportImpl {
  private static final int FRAME_BYTES = 65536;
  private static final int IDLE_MILLIS = 60_000;

  /** A server's transport; {@code tls} is null for plain TCP. */
  WholeFrames(SSLContext tls) {
    setMaxFrameSize(FRAME_BYTES);
    setChannelMax(ConnectionLinks.MOST_SESSIONS - 1);
    setIdleTimeout(IDLE_MILLIS);
    setEmitFlowEventOnSend(false);
    setUseReadOnlyOutputBuffer(false);
    sasl().server();
    sasl().setMechanisms(Anybody.MECHANISM);
    sasl().setListener(new Anybody());
    if (tls != null) { // last, which makes it the outermost layer
      SslDomain domain = Proton.sslDomain();
      domain.init(SslDomain.Mode.SERVER);
      domain.setSslContext(tls);
      domain.setPeerAuthentication(SslDomain.VerifyMode.ANONYMOUS_PEER);
      ssl(domain);
    }
  }

  @Override
  protected void writeFrame(int channel, FrameBody frame, ReadableBuffer payload, Runnable onPayloadTooLarge) {
    FrameBody whole = frame;
    if (frame instanceof Transfer transfer) {
      transfer.setBatchable(true); // the last field
    } else if (frame instanceof Flow flow) {
      flow.setProperties(flow.getProperties() == null ? Map.of() : flow.getProperties());
    } else if (frame instanceof Detach detach) {
      whole = new Described(0x16, Arrays.asList(detach.getHandle(), detach.getClosed(), detach.getError()));
    } else if (frame instanceof End end) {
      whole = new Described(0x17, Arrays.asList(end.getError()));
    } else if (frame instanceof Close close) {
      whole = new Described(0x18, Arrays.asList(close.getError()));
    }
    super.writeFrame(channel, whole, payload, onPayloadTooLarge);
  }

  /** Lets anybody in, at once, so that clients need not wait for it: what they may do is told by their tokens. */
  private static final class Anybody implements SaslListener {
    static final String MECHANISM = "ANONYMOUS";

    @Override
    public void onSaslInit(Sasl sasl, Transport transport) {
      String[] asked = sasl.getRemoteMechanisms();
      boolean anonymous = asked.length > 0 && MECHANISM.equals(asked[0]);
      sasl.done(anonymous ? Sasl.SaslOutcome.PN_SASL_OK : Sasl.SaslOutcome.PN_SASL_AUTH);
    }

    @Override
    public void onSaslMechanisms(Sasl sasl, Transport transport) {
    }

    @Override
    public void onSaslChallenge(Sasl sasl, Transport transport) {
    }

    @Override
    public void onSaslResponse(Sasl sasl, Transport transport) {
    }

    @Override
    public void onSaslOutcome(Sasl sasl, Transport transport) {
    }
  }

  /** A frame as a plain described list, whose nulls are written. */
  private record Described(long code, List<?> fields) implements FrameBody, DescribedType {
    @Override
    public Object getDescriptor() {
      return UnsignedLong.valueOf(code);
    }

    @Override
    public Object getDescribed() {
      return fields;
    }

    @Override
    public <E> void invoke(FrameBodyHandler<E> handler, Binary payload, E context) {
      throw new UnsupportedOperationException("only ever written");
    }

    @Override
    public FrameBody copy() {
      return this;
    }
  }
}
