//DEPS org.apache.avro:avro:1.12.1
package capture;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Single events out of their bytes, by the Avro library. For one thread. */
final class EventDecoder {
  private final String schema;
  private final GenericDatumReader<GenericRecord> reader;
  private BinaryDecoder decoder;
  private GenericRecord record;

  EventDecoder(String schema) {
    this.schema = schema;
    this.reader = new GenericDatumReader<>(new Schema.Parser().parse(schema));
  }

  /** Whether it is for files of this schema. */
  boolean isOf(String other) {
    return schema.equals(other);
  }

  CapturedEvent decode(byte[] bytes, int start, int length, CaptureName origin) throws IOException {
    decoder = DecoderFactory.get().binaryDecoder(bytes, start, length, decoder);
    record = reader.read(record, decoder);
    return CaptureFile.event(record, origin);
  }
}
