package explore;

/**
 * What help() and help("word") print. A line from column 0 on is a word's line; what follows, indented, is its page; a
 * line that starts with # is a heading.
 */
final class HelpText {
  static final String ALL = """
      # choose
      open("location")         opens a folder, a container's URL, or a container's name
          What was open before is forgotten. A URL may carry a SAS: https://ACCOUNT.blob.core.windows.net/CONTAINER?SAS.
          A name alone is a container where AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT is set, else a folder.
      captures()               what captures there are: event hub, partition, window, size
          Lists, and reads nothing. The window's start is in the capture's name.
      # look
      show(event)              one event, whole: origin, properties, body; show() is the first, show(7) the eighth
          JSON is indented, every number as it was written; a body that is no text is shown in hexadecimal.
      events()                 the events as a Stream<CapturedEvent>
          In the order of capture, lazily, one file open at a time:
              events().filter(e -> e.body().length > 100).limit(3).forEach(e -> show(e))
      # more
      help("word")             this list, or the page of one word
          JShell's own help is /help; /exit or Ctrl-D ends the session.
      """;

  private HelpText() {
  }
}
