//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Codec;
import support.CaptureTree.Event;
import support.CaptureTree.Kind;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** However events are delivered and however often it runs, each is in its file once; none is taken for another. */
class ExactlyOnceTest {
  private static final Instant T = Instant.parse("2024-03-01T10:00:00Z");

  /** Whether capture files go when they were read. */
  enum Mode {
    DELETE, KEEP
  }

  @TempDir
  Path folder;
  private Path capture;
  private Path out;

  @BeforeEach
  void folders() throws IOException {
    capture = Files.createDirectory(folder.resolve("capture"));
    out = folder.resolve("devices");
  }

  /** Events with these numbers, a second apart, of three devices. */
  private static List<Event> events(Instant from, long first, int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long number = first + i;
      events.add(Event.of(number, from.plusMillis(1000L * i + 137), CaptureTree.telemetry("device-" + number % 3, number)));
    }
    return events;
  }

  private static Instant minutes(int n) {
    return T.plus(Duration.ofMinutes(n));
  }

  private Script read(Mode mode, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("capture"));
    args.addAll(mode == Mode.KEEP ? List.of("--keep") : List.of());
    args.addAll(List.of(more));
    Script script = ReaderProcess.run(folder, args.toArray(String[]::new));
    assertEquals(0, script.exit(), script.err());
    return script;
  }

  /** Reads what is captured early, then what comes late, and finds all of it in its place. */
  private void readInTwoRuns(Mode mode, List<Blob> early, List<Blob> late) throws Exception {
    CaptureTree.write(capture, early);
    read(mode);
    CaptureTree.write(capture, late);
    read(mode);
    Truth.of(early).add(late).check(out);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondRunAddsNothing(Mode mode) throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(1, 3, 5, 20, 6);
    CaptureTree.write(capture, blobs);
    read(mode);
    Map<String, String> first = Truth.snapshot(out);
    read(mode);
    Truth.of(blobs).check(out);
    Map<String, String> second = Truth.snapshot(out);
    first.forEach((name, text) -> assertEquals(text, second.get(name), name));
  }

  @ParameterizedTest
  @EnumSource
  void newBlobsAreAddedToWhatIsThere(Mode mode) throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(2, 3, 9, 20, 6);
    Truth truth = Truth.of(List.of());
    for (int from = 0; from < blobs.size(); from += 9) {
      List<Blob> some = blobs.subList(from, from + 9);
      CaptureTree.write(capture, some);
      read(mode);
      truth.add(some);
      truth.check(out);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameBlobDeliveredAgainUnderItsNameAddsNothing(Mode mode) throws Exception {
    List<Blob> blobs = List.of(Blob.of(T, events(T, 0, 20)), Blob.of(minutes(5), events(minutes(5), 20, 20)));
    CaptureTree.write(capture, blobs);
    read(mode);
    blobs.get(0).writeTo(capture);
    read(mode);
    Truth.of(blobs).check(out);
  }

  @ParameterizedTest
  @EnumSource
  void theSameBlobDeliveredAgainUnderAnotherWindowAddsNothing(Mode mode) throws Exception {
    List<Blob> blobs = List.of(Blob.of(T, events(T, 0, 20)), Blob.of(minutes(5), events(minutes(5), 20, 20)));
    CaptureTree.write(capture, blobs);
    read(mode);
    for (Blob blob : blobs) {
      blob.in(minutes(30).plus(Duration.between(T, blob.window()))).writeTo(capture);
      blob.in(minutes(-30).plus(Duration.between(T, blob.window()))).writeTo(capture);
    }
    Script again = read(mode);
    Truth.of(blobs).check(out);
    assertTrue(again.err().concat(again.out()).matches("(?s).*\\b80\\b.*"), "the summary should tell of 80 duplicates: "
        + again.err() + again.out());
  }

  @Test
  void theSameBlobTwiceInOneRunIsReadOnce() throws Exception {
    Blob blob = Blob.of(T, events(T, 0, 20));
    CaptureTree.write(capture, List.of(blob, blob.in(minutes(5)), blob.in(minutes(1))));
    read(Mode.DELETE);
    Truth.of(List.of(blob)).check(out);
  }

  @ParameterizedTest
  @EnumSource
  void eventsThatLieInTwoBlobsAreWrittenOnce(Mode mode) throws Exception {
    List<Event> all = events(T, 0, 40);
    List<Blob> blobs = List.of(Blob.of(T, all.subList(0, 20)), Blob.of(minutes(5), all.subList(10, 35)),
        Blob.of(minutes(10), all.subList(5, 40)));
    Truth truth = Truth.of(blobs);
    assertEquals(40, truth.size());
    for (Blob blob : blobs) {
      blob.writeTo(capture);
      if (mode == Mode.KEEP) {
        read(mode);
      }
    }
    read(mode);
    truth.check(out);
  }

  @ParameterizedTest
  @EnumSource
  void aGapThatIsFilledLaterIsNotTakenForDuplicates(Mode mode) throws Exception {
    List<Event> all = events(T, 0, 30);
    List<Blob> early = List.of(Blob.of(T, all.subList(0, 10)), Blob.of(minutes(10), all.subList(20, 30)));
    List<Blob> late = List.of(Blob.of(minutes(5), all.subList(10, 20)));
    readInTwoRuns(mode, early, late);
  }

  @ParameterizedTest
  @EnumSource
  void whatComesTwiceInARowHidesNoOtherDuplicate(Mode mode) throws Exception {
    List<Event> all = events(T, 0, 40);
    Blob first = Blob.of(T, all.subList(10, 30));
    List<Event> again = new ArrayList<>(all.subList(9, 11));
    again.addAll(all.subList(10, 31));
    again.addAll(all.subList(30, 33));
    readInTwoRuns(mode, List.of(first), List.of(Blob.of(minutes(5), again)));
  }

  /** The damaged blob is large enough that some of it is under way when that is found. */
  @Test
  void whatIsDoneStaysDoneBesideADamagedBlob() throws Exception {
    List<Blob> blobs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      blobs.add(Blob.of(minutes(5 * i), events(minutes(5 * i), i * 1000L, 1000)));
    }
    CaptureTree.write(capture, blobs);
    read(Mode.KEEP);
    Files.delete(capture.resolve(blobs.get(3).name()));
    Blob damaged = Blob.of(minutes(100), events(minutes(100), 10_000, 20_000));
    damaged.writeTo(capture, java.util.Arrays.copyOf(damaged.bytes(), damaged.bytes().length - 40));
    List<String> said = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      Script script = ReaderProcess.run(folder, "capture", "--keep");
      assertEquals(1, script.exit(), script.err());
      said.add(script.out().replaceAll(", [0-9.]+ s\n", ""));
    }
    String nothing = "0 blobs, 0 events, 0 devices in devices, 0 rejected, 0 duplicates skipped";
    assertEquals(List.of("9 blobs, 9000 events, 0 devices in devices, 0 rejected, 9000 duplicates skipped", nothing, nothing), said);
    Truth.of(blobs).check(out);
  }

  @ParameterizedTest
  @EnumSource
  void numbersLeftOutAreNoDuplicatesWhenTheyComeAndTakeLittleRoom(Mode mode) throws Exception {
    List<Event> even = new ArrayList<>();
    List<Event> odd = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      (i % 2 == 0 ? even : odd).add(Event.of(i, T.plusMillis(i), CaptureTree.telemetry("device-" + i % 3, i)));
    }
    CaptureTree.write(capture, List.of(Blob.of(T, even)));
    read(mode);
    assertTrue(checkpointBytes() < 32_768, "the checkpoint has " + checkpointBytes() + " bytes");
    List<Blob> later = List.of(Blob.of(minutes(5), odd), Blob.of(minutes(10), even));
    CaptureTree.write(capture, later);
    String summary = read(mode).out();
    assertTrue(summary.contains(" 30000 duplicates skipped"), summary);
    Truth.of(List.of(Blob.of(T, even))).add(later).check(out);
    assertTrue(checkpointBytes() < 4096, "the checkpoint has " + checkpointBytes() + " bytes");
  }

  /** Many blobs later the first one of the second hub comes; by chance the second began where the first had ended. */
  @ParameterizedTest
  @EnumSource
  void aHubMadeAnewWhoseFirstBlobIsLateLosesNothing(Mode mode) throws Exception {
    Blob late = Blob.of(minutes(4), events(minutes(4), 0, 200));
    List<Blob> blobs = new ArrayList<>(List.of(Blob.of(T, events(T, 0, 200)), Blob.of(minutes(8), events(minutes(8), 200, 200))));
    for (int i = 0; i < 400; i++) {
      blobs.add(Blob.of(minutes(20 + 15 * i), events(minutes(20 + 15 * i), 400 + 20L * i, 20)));
    }
    readInTwoRuns(mode, blobs, List.of(late));
  }

  @ParameterizedTest
  @EnumSource
  void whateverIsCapturedInWhateverOrderOfHubsMadeAnewIsThereOnce(Mode mode) throws Exception {
    Random random = new Random(7);
    Truth truth = Truth.of(List.of());
    int window = 0;
    for (int run = 0; run < 12; run++) {
      List<Blob> blobs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Instant hub = T.plus(Duration.ofDays(random.nextInt(4)));
        List<Event> some = new ArrayList<>(events(hub, 0, 400).subList(random.nextInt(200), 200 + random.nextInt(200)));
        int leftOut = random.nextInt(3);
        some.removeIf(e -> random.nextInt(4) < leftOut);
        if (random.nextInt(5) == 0) {
          Collections.shuffle(some, random);
        }
        blobs.add(Blob.of(minutes(window++), some));
      }
      CaptureTree.write(capture, blobs);
      read(mode);
      truth.add(blobs);
      truth.check(out);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPartitionThatIsLateLosesNothing(Mode mode) throws Exception {
    Blob slow = Blob.of(T, events(T, 0, 10)).inPartition("1");
    List<Blob> early = List.of(Blob.of(T, events(T, 0, 10)), Blob.of(minutes(5), events(minutes(5), 10, 10)));
    readInTwoRuns(mode, early, List.of(slow));
  }

  @ParameterizedTest
  @EnumSource
  void aHubDeletedAndCreatedAnewIsNotTakenForTheOldOne(Mode mode) throws Exception {
    List<Blob> old = List.of(Blob.of(T, events(T, 0, 30)), Blob.of(minutes(5), events(minutes(5), 30, 30)));
    List<Blob> anew = List.of(Blob.of(minutes(20), events(minutes(20), 0, 25)),
        Blob.of(minutes(25), events(minutes(25), 25, 50)));
    CaptureTree.write(capture, old);
    read(mode);
    CaptureTree.write(capture, anew);
    read(mode);
    Truth truth = Truth.of(old).add(anew);
    assertEquals(135, truth.size());
    truth.check(out);
    old.get(1).in(minutes(40)).writeTo(capture);
    anew.get(0).in(minutes(45)).writeTo(capture);
    read(mode);
    truth.check(out);
  }

  @Test
  void aHubCreatedAnewBetweenTwoBlobsOfOneRunLosesNothing() throws Exception {
    List<Blob> blobs = List.of(Blob.of(T, events(T, 100, 30)), Blob.of(minutes(5), events(minutes(5), 0, 30)),
        Blob.of(minutes(10), events(minutes(10), 30, 100)));
    CaptureTree.write(capture, blobs);
    read(Mode.DELETE);
    Truth.of(blobs).check(out);
  }

  @ParameterizedTest
  @EnumSource
  void timesToTheSecondTellEventsApartToo(Mode mode) throws Exception {
    for (Kind kind : List.of(Kind.EVENTS_2016, Kind.EVENTS_2017)) {
      List<Event> sameSecond = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        sameSecond.add(Event.of(i, T.plusMillis(i), CaptureTree.telemetry(kind + "-" + i % 2, i)));
      }
      Blob blob = new Blob("ns", kind.name(), "0", T, kind, Codec.NULL, 10, sameSecond);
      blob.writeTo(capture);
      blob.in(minutes(5)).writeTo(capture);
    }
    read(mode);
    assertEquals(60, Truth.allRows(out).size());
  }

  @ParameterizedTest
  @EnumSource
  void partitionsHubsAndNamespacesWithTheSameNumbersAreApart(Mode mode) throws Exception {
    List<Blob> blobs = new ArrayList<>();
    for (String ns : List.of("ns", "ns2")) {
      for (String hub : List.of("hub", "hub2")) {
        for (String partition : List.of("0", "1", "10")) {
          blobs.add(new Blob(ns, hub, partition, T, Kind.EVENTS_2021, Codec.NULL, 10, events(T, 0, 9)));
        }
      }
    }
    CaptureTree.write(capture, blobs);
    read(mode);
    Truth truth = Truth.of(blobs);
    assertEquals(108, truth.size());
    truth.check(out);
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedBlobThatIsReplacedLaterIsReadThen(Mode mode) throws Exception {
    List<Blob> blobs = List.of(Blob.of(T, events(T, 0, 10)), Blob.of(minutes(5), events(minutes(5), 10, 10)),
        Blob.of(minutes(10), events(minutes(10), 20, 10)));
    List<Blob> whole = List.of(blobs.get(0), blobs.get(2));
    CaptureTree.write(capture, whole);
    byte[] bytes = blobs.get(1).bytes();
    blobs.get(1).writeTo(capture, java.util.Arrays.copyOf(bytes, bytes.length - 40));
    for (int i = 0; i < 2; i++) {
      Script script = mode == Mode.KEEP ? ReaderProcess.run(folder, "capture", "--keep") : ReaderProcess.run(folder, "capture");
      assertEquals(1, script.exit(), script.err());
      assertTrue(script.err().contains(blobs.get(1).name()), script.err());
      Truth.of(whole).check(out);
    }
    blobs.get(1).writeTo(capture);
    read(mode);
    Truth.of(whole).add(List.of(blobs.get(1))).check(out);
  }

  @ParameterizedTest
  @EnumSource
  void whatASelectionLeavesOutIsNotLost(Mode mode) throws Exception {
    List<Blob> blobs = List.of(Blob.of(T, events(T, 0, 60)), Blob.of(minutes(5), events(minutes(5), 60, 60)),
        Blob.of(T, events(T, 0, 60)).inPartition("1"));
    CaptureTree.write(capture, blobs);
    read(mode, "--since", T.plusSeconds(30).toString(), "--until", minutes(5).plusSeconds(10).toString(), "--partition", "0");
    assertEquals(40, Truth.allRows(out).size());
    read(mode, "--since", minutes(5).toString());
    assertEquals(90, Truth.allRows(out).size());
    read(mode);
    assertEquals(Truth.of(blobs).allRows(), Truth.allRows(out));
    assertEquals(mode == Mode.KEEP ? 3 : 0, avroFiles());
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(3, 2, 4, 20, 6);
    CaptureTree.write(capture, blobs);
    Map<String, String> before = Truth.snapshot(capture);
    Script script = read(Mode.DELETE, "--dry-run");
    assertEquals(before, Truth.snapshot(capture));
    assertFalse(Files.exists(out), script.out());
    read(Mode.DELETE);
    Truth.of(blobs).check(out);
  }

  @Test
  void aSecondRunWithKeepReadsOnlyWhatIsNew() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(4, 3, 12, 20, 6);
    List<Blob> old = blobs.subList(0, 30);
    CaptureTree.write(capture, old);
    read(Mode.KEEP);
    for (Blob blob : old) {
      makeUnreadable(capture.resolve(blob.name()));
    }
    CaptureTree.write(capture, blobs.subList(30, 36));
    read(Mode.KEEP);
    Truth.of(old).add(blobs.subList(30, 36)).check(out);
  }

  @Test
  void blobsThatComeLateAreReadWithoutTheOthersOfTheirDay() throws Exception {
    List<Blob> late = new ArrayList<>();
    List<Blob> others = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      (i % 13 == 5 ? late : others).add(Blob.of(minutes(5 * i), events(minutes(5 * i), i * 10L, 10)));
    }
    CaptureTree.write(capture, others);
    read(Mode.KEEP);
    for (Blob blob : others) {
      makeUnreadable(capture.resolve(blob.name()));
    }
    for (int i = 0; i < late.size(); i++) {
      late.get(i).writeTo(capture);
      assertTrue(read(Mode.KEEP).out().startsWith("1 blob, 10 events"));
      assertEquals(370 + 10 * (i + 1), Truth.allRows(out).size());
      makeUnreadable(capture.resolve(late.get(i).name()));
    }
    assertTrue(read(Mode.KEEP).out().startsWith("Nothing new"));
  }

  /** Puts rubbish into a file in such a way that a listing shows no change. */
  private static void makeUnreadable(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, new byte[(int) Files.size(file)], java.nio.file.StandardOpenOption.WRITE);
    Files.setLastModifiedTime(file, time);
  }

  @Test
  void iotHubFilesHaveNoNumbersAndStillAreReadOnce() throws Exception {
    List<Event> events = events(T, 0, 25);
    Blob blob = new Blob("", "iothub", "00", T, Kind.IOT_HUB, Codec.NULL, 10, events);
    blob.writeTo(capture);
    read(Mode.KEEP);
    read(Mode.KEEP);
    Truth.of(List.of(blob)).check(out);
    read(Mode.DELETE);
    Truth.of(List.of(blob)).check(out);
    assertEquals(0, avroFiles());
  }

  @Test
  void anIotHubFileWithOtherEventsIsAnotherEvenUnderTheSameName() throws Exception {
    List<Event> first = events(T, 0, 10);
    List<Event> second = events(T.plusSeconds(8), 10, 10); // the first two in the same seconds as the last two of the others
    for (List<Event> events : List.of(first, second, second)) {
      new Blob("", "iothub", "00", T, Kind.IOT_HUB, Codec.NULL, 10, events).writeTo(capture);
      read(Mode.DELETE);
    }
    assertEquals(20, Truth.allRows(out).size());
  }

  @Test
  void aFolderIsTheSameHoweverItIsWritten() throws Exception {
    Blob named = Blob.of(T, events(T, 0, 10));
    Blob iot = new Blob("", "iothub", "00", T, Kind.IOT_HUB, Codec.NULL, 10, events(T, 10, 10));
    named.writeTo(capture);
    iot.writeTo(capture);
    Files.write(capture.resolve("unnamed.avro"), Blob.of(minutes(5), events(minutes(5), 20, 10)).bytes());
    Files.createSymbolicLink(folder.resolve("link"), capture);
    for (String location : List.of("capture", "./capture", capture.toString(), "link", "link/../capture/")) {
      Script script = ReaderProcess.run(folder, location, "--keep");
      assertEquals(0, script.exit(), script.err());
      assertEquals(30, Truth.allRows(out).size(), location);
    }
  }

  @Test
  void whatWasKeptStaysWhereOnlyATimeIsAskedFor() throws Exception {
    CaptureTree.write(capture, List.of(Blob.of(T, events(T, 0, 10))));
    read(Mode.KEEP);
    read(Mode.DELETE, "--since", T.plusSeconds(5).toString());
    assertEquals(1, avroFiles(), "not all of it was asked for");
    read(Mode.DELETE);
    assertEquals(0, avroFiles());
    assertEquals(10, Truth.allRows(out).size());
  }

  @Test
  void theCheckpointStaysSmallHoweverManyBlobsWentThrough() throws Exception {
    int few = 250;
    int many = Size.of("BLOBS", 2000, 5000);
    long before = 0;
    for (int from = 0; from < many; from = from == 0 ? few : many) {
      for (int i = from; i < (from == 0 ? few : many); i++) {
        int window = i / 4;
        Blob.of(minutes(window), events(minutes(window), window * 2L, 2)).inPartition(Integer.toString(i % 4)).writeTo(capture);
      }
      read(Mode.DELETE, "--quiet");
      if (from == 0) {
        before = checkpointBytes();
      }
    }
    assertEquals(many * 2, Truth.allRows(out).size());
    long after = checkpointBytes();
    assertTrue(after <= before + 4096 && after < 65_536, "the checkpoint grew from " + before + " bytes to " + after);
    System.out.printf("        checkpoint %d bytes after %d blobs, %d after %d%n", before, few, after, many);
  }

  @Test
  void theCheckpointStaysSmallWithKeepToo() throws Exception {
    int many = Size.of("BLOBS", 1000, 5000);
    for (int i = 0; i < many; i++) {
      int window = i / 4;
      Blob.of(minutes(window), events(minutes(window), window * 2L, 2)).inPartition(Integer.toString(i % 4)).writeTo(capture);
    }
    read(Mode.KEEP, "--quiet");
    assertTrue(checkpointBytes() < 65_536, "the checkpoint has " + checkpointBytes() + " bytes after " + many + " blobs");
    System.out.printf("        checkpoint %d bytes after %d blobs kept%n", checkpointBytes(), many);
  }

  /** All in the output folder that is not rows. */
  private long checkpointBytes() throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.filter(p -> Files.isRegularFile(p) && !p.toString().endsWith(".csv")).mapToLong(p -> p.toFile().length())
          .sum();
    }
  }

  private int avroFiles() throws IOException {
    try (Stream<Path> files = Files.walk(capture)) {
      return (int) files.filter(p -> p.toString().endsWith(".avro")).count();
    }
  }
}
