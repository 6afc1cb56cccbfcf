package explore;

/**
 * What help() and help("word") print. A line from column 0 on is a word's line; what follows, indented, is its page; a
 * line that starts with # is a heading. No line is longer than 77 characters, so that all fit a terminal of 80 columns.
 */
final class HelpText {
  static final String ALL = """
      # choose: these chain, last("2h").partition(3).describe(), and read nothing
      open("location")     opens a folder, a container's URL, or a container's name
          What was open before is forgotten. A URL may carry a SAS:
              open("https://ACCOUNT.blob.core.windows.net/CONTAINER?SAS")
          A name alone is a container where AZURE_STORAGE_CONNECTION_STRING or
          AZURE_STORAGE_ACCOUNT is set, else a folder. What is downloaded is kept
          in CAPTURE_CACHE (~/.cache/eventhubs-capture), up to CAPTURE_CACHE_MB
          megabytes (1000), so that the second question downloads nothing.
      all()                everything that is open
          It is what words stand for that are said alone: head(5) is all().head(5).
      last("2h")           what was enqueued so long before now: 90s, 30m, 2h, 1d
          Lists only the days it needs. Captures whose names tell no time are left
          out.
              last("2h").describe()
      between("a", "b")    what was enqueued from a on and before b
          Times are ISO 8601, UTC unless they say so, or 2h for so long ago; null
          is an open end.
              between("2022-12-09", "2022-12-10T12:30:00Z").count()
              between("2h", "1h").devices()
              between("2022-12-09", null).head(5)
      partition(n)         what is in one partition
              partition(3).gaps()
      eventHub("name")     what is in one event hub
              eventHub("telemetry").schema()
      device("id")         what one device sent; device("7f3c*"): by their start
          A device is what the body's id, deviceId, device_id or device tells, else
          IoT Hub, the publisher or the partition key.
              device("7f3c*").plot("uv")
      where(e -> ...)      what a condition holds for; e is a CapturedEvent
              where(e -> e.body().length > 200).count()
              where(e -> number(e, "temperature") > 90).devices()
          It is asked by several threads at once.
      # look
      captures()           the captures by event hub, partition, time and size
          Lists, and reads nothing. The window's start is in the capture's name.
              last("1d").captures()
      head(n)              the first n events, their fields as columns
          In the order of capture: by window, then by partition.
              head(5)
      tail(n)              the last n events; reads no more captures than it must
              partition(0).tail(5)
      sample(n)            any n events, each as likely as the others
              sample(5)
      show(event)          one event, whole: origin, properties, body
          show() is the first, show(7) the eighth. JSON is indented, its numbers as
          they were written; a body that is no text is shown in hexadecimal.
              events().filter(e -> text(e, "id") == null).forEach(e -> show(e))
          show(frame) prints a DataFrame.
      number(event, "f")   a number in a JSON body, as a double; NaN if it is none
              where(e -> number(e, "uv") > 0.9).count()
      text(event, "f")     a value in a JSON body, as text; null if it is not there
              where(e -> "on".equals(text(e, "state"))).count()
      events()             the events as a Stream<CapturedEvent>
          In the order of capture, lazily, one file open at a time.
              events().limit(3).forEach(e -> System.out.println(e.text()))
              last("2h").events().mapToInt(e -> e.body().length).max()
      # understand
      schema()             the fields in the bodies: types, share missing, examples
          A field in an object is outer.inner; an array is one value.
      describe()           count, min, mean, p50, p95, max of each numeric field
          Percentiles are exact, by linear interpolation, for up to 16 million
          numbers; then estimates within 1 %.
      count("field")       how often a field has which value; count(): all events
              device("7f3c*").count("temperature")
      devices()            who sent how much, when, into which partitions
          A device is what help("device") says.
      rate("1m")           how many events were enqueued in each minute, or else
              last("2h").rate("10s")
      latency()            enqueued minus the reading's own time, in figures
          The time is in the field timestamp, time, ts, eventTime or the like;
          latency("field") names another one. Captures from before 2021 tell the
          enqueued time in whole seconds, so that up to a second is missing.
      gaps()               missing sequence numbers, partition by partition
          Between the first and the last one that are there. It looks at whole
          partitions: not after device() or where().
      duplicates()         events that were captured more than once
          Capture promises at least once: the same number in the same partition is
          the same event. Where numbers begin again later, the hub was made anew.
      sizes()              how large the bodies are, partition by partition
          In bytes, as they were captured: gzip is not unpacked.
      # take away
      frame()              a DFLib DataFrame: enqueued, partition, fields, typed
          The columns are enqueued, partition, sequenceNumber, then the fields; a
          field of such a name, or body, is body.NAME, as in head() and csv(). For
          group-by, joins and windows; needs about 250 bytes for an event.
              var f = frame()
              show(f.group("id").agg($col("id").first(), $double("uv").avg()))
          Import what else you need of DFLib: import static org.dflib.Exp.*
      csv("path")          the same as a CSV file, values as they were written
              last("1d").csv("yesterday.csv")
      jsonl("path")        whole events as JSON, one a line
          body is JSON as it was written, or the text as a string; bytes that are no
          text are in bodyBase64 instead. Gzip is unpacked.
              jsonl("events.jsonl")
      # see
      plot("field")        a numeric field over time
              plot("uv", by("id"))        split by another field
              plot("uv", "uv.png")        as a picture, PNG or SVG
              plot("uv", by("id"), "uv.svg")
          Where points would cover each other, their median in steps of time.
      by("field")          what a plot is split by
              plot("temperature", by("id"))
      histogram("field")   how often the numbers in a field are how large
              histogram("uv", "uv.svg")   as a picture
      timeline()           how many events were enqueued when
              timeline("time.png")        as a picture
      # live
      follow()             new captures as they arrive, until Ctrl-C
          A line for each event.
              partition(0).follow()
      hub()                starts a local Event Hubs that captures into this place
          Any SDK connects to the connection string it prints. It ends with the
          session.
      send(n)              sends n simulated readings to it, waits for the captures
              send(200)
      # more
      help("word")         the page of one word; help() is this list
          JShell's own help is /help; /exit or Ctrl-D ends the session, Ctrl-C what
          runs.
      """;

  private HelpText() {
  }
}
