//DEPS com.fasterxml.jackson.core:jackson-core:2.20.0
package explore;

import capture.CaptureName;
import capture.CapturedEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;

/** An event as one line of JSON, as {@link Export#jsonl} says. For one thread. */
final class JsonLine {
  private static final JsonFactory JSON = new JsonFactory().setRootValueSeparator("");

  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;

  JsonLine() throws IOException {
    this.json = JSON.createGenerator(text);
  }

  void write(CapturedEvent event, Writer out) throws IOException {
    CaptureName o = event.origin();
    json.writeStartObject();
    json.writeStringField("namespace", o == null ? null : o.namespace());
    json.writeStringField("eventHub", o == null ? null : o.eventHub());
    json.writeStringField("partition", o == null ? null : o.partition());
    json.writeFieldName("sequenceNumber");
    json.writeRawValue(SequenceNumber.print(event, "null"));
    json.writeStringField("offset", event.offset());
    json.writeStringField("enqueued", event.enqueuedTime().toString());
    properties("systemProperties", event.systemProperties());
    properties("properties", event.properties());
    body(Body.of(event));
    json.writeEndObject();
    json.flush();
    out.append(text.getBuffer()).append('\n');
    text.getBuffer().setLength(0);
  }

  private void body(Body body) throws IOException {
    json.writeFieldName(body.text() == null ? "bodyBase64" : "body");
    if (body.text() == null) {
      json.writeBinary(body.bytes());
    } else if (body.isJson()) {
      json.writeRawValue(body.onOneLine());
    } else {
      json.writeString(body.text());
    }
  }

  private void properties(String name, Map<String, Object> properties) throws IOException {
    json.writeObjectFieldStart(name);
    for (var property : properties.entrySet()) {
      json.writeFieldName(property.getKey());
      if (property.getValue() instanceof byte[] bytes) {
        json.writeBinary(bytes);
      } else {
        json.writePOJO(property.getValue()); // numbers, text and null
      }
    }
    json.writeEndObject();
  }
}
