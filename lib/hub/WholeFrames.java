package hub;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.apache.qpid.proton.engine.impl.TransportImpl;

/**
 * proton's transport, but frames carry all their fields. proton leaves trailing nulls out, as it may; Python's client
 * (azure-eventhub's own AMQP) takes fields by their position and fails where the list is shorter.
 */
final class WholeFrames extends TransportImpl {
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
