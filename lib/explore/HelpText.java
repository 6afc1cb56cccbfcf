package explore;

/**
 * What help() and help("word") print. A line from column 0 on is a word's line; what follows, indented, is its page; a
 * line that starts with # is a heading.
 */
final class HelpText {
  static final String ALL = """
      # choose: these chain, last("2h").partition(3).describe(), and read nothing by themselves
      open("location")         opens a folder, a container's URL, or a container's name
          What was open before is forgotten. A URL may carry a SAS: https://ACCOUNT.blob.core.windows.net/CONTAINER?SAS.
          A name alone is a container where AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT is set, else a folder.
          What is downloaded is kept in CAPTURE_CACHE (~/.cache/eventhubs-capture), up to CAPTURE_CACHE_MB (1000).
      all()                    everything that is open
      last("2h")               what was enqueued so long before now: 90s, 30m, 2h, 1d
          Lists only the days it needs. Captures whose names tell no time are left out.
      between("a", "b")        what was enqueued from a on and before b: ISO 8601, UTC, or 2h for so long ago
              between("2022-12-09", "2022-12-10T12:30:00Z")     between("2h", "1h")     between("2022-12-09", null)
      partition(n)             what is in one partition
      eventHub("name")         what is in one event hub
      device("id")             what one device sent; device("7f3c*"): all whose names start so
          A device is what the body's id, deviceId, device_id or device tells, else IoT Hub, publisher or partition key.
      where(e -> ...)          what a condition holds for; e is a CapturedEvent
              where(e -> e.body().length > 200)      where(e -> number(e, "temperature") > 90)
          It is asked by several threads at once.
      # look
      captures()               what captures there are: event hub, partition, window, size
          Lists, and reads nothing. The window's start is in the capture's name.
      head(n)                  the first n events, the fields of their bodies side by side
      tail(n)                  the last n events; reads no more captures than it must
      sample(n)                any n events, each as likely as the others
      show(event)              one event, whole: origin, properties, body; show() is the first, show(7) the eighth
          JSON is indented, every number as it was written; a body that is no text is shown in hexadecimal.
          show(frame) prints a DataFrame.
      number(event, "field")   a number in a JSON body, as a double; NaN if it is none
      text(event, "field")     a value in a JSON body, as text; null if it is not there
      events()                 the events as a Stream<CapturedEvent>
          In the order of capture, lazily, one file open at a time. Of a choice: last("2h").stream()
              events().filter(e -> e.body().length > 100).limit(3).forEach(e -> show(e))
      # understand
      schema()                 the fields in the bodies: types, share missing, examples
          A field in an object is outer.inner; an array is one value.
      describe()               count, min, mean, p50, p95, max of each numeric field
          Percentiles are exact, by linear interpolation, for up to 16 million numbers; then estimates within 1 %.
      count("field")           how often a field has which value; count(): how many events
      devices()                who sent how much, when, into which partitions
      rate("1m")               how many events were enqueued in each minute, or other span
      latency()                enqueued minus the reading's own time; latency("field"): by the time in that field
          Captures from before 2021 tell the enqueued time in whole seconds, so that up to a second is missing.
      gaps()                   missing sequence numbers, partition by partition
      duplicates()             events that were captured more than once
      sizes()                  how large the bodies are
      # take away
      frame()                  a DFLib DataFrame: enqueued, partition, sequenceNumber and the fields, typed
              var f = frame();  show(f.group("id").agg($col("id").first(), $double("uv").avg()))
          Import what else you need of DFLib: import static org.dflib.Exp.*
      csv("path")              the same as a CSV file, values as they were written
      jsonl("path")            whole events as JSON, one a line
      # see
      plot("field")            a numeric field over time; plot("field", by("other")): split by another field
          With a file that ends in .png or .svg as the last argument it draws there: plot("uv", by("id"), "uv.png")
      by("field")              what a plot is split by
      histogram("field")       how often the numbers in a field are how large; histogram("uv", "uv.svg")
      timeline()               how many events were enqueued when; timeline("time.png")
      # live
      follow()                 new captures as they arrive, a line an event, until Ctrl-C
      hub()                    starts a local Event Hubs that captures into what is open
          Any SDK connects to the connection string it prints. It ends with the session.
      send(n)                  sends n simulated readings to it, and waits until they are captured
      # more
      help("word")             this list, or the page of one word
          JShell's own help is /help; /exit or Ctrl-D ends the session, Ctrl-C what runs.
      """;

  private HelpText() {
  }
}
