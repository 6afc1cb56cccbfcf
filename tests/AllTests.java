///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Runs every test, or those whose class names contain a word given
//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//SOURCES ../Sender.java
//SOURCES ../CaptureReader.java
//SOURCES ../LocalHub.java
//SOURCES ../lib/explore/Explore.java
//SOURCES *Test.java
//SOURCES */*.java
//RUNTIME_OPTIONS -XX:+UseSerialGC

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests one after the other, tells each failure where it happens, and closes with one line that counts. Where
 * the environment has CI set, a skipped test is a failure: CI has, or installs, all that the tests need. Only what
 * {@link #OPTIONAL} starts the reason of may be skipped there.
 */
class AllTests implements TestExecutionListener {
  /** How the reason starts of a test that may be skipped anywhere. */
  static final String OPTIONAL = "optional: ";

  private long passed;
  private long failed;
  private long skipped;
  private long missing;
  private Instant started;

  public static void main(String... args) throws URISyntaxException {
    System.setProperty("project.root", projectRoot().toString());
    Path classes = Path.of(AllTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String word = args.length == 0 ? "" : Pattern.quote(args[0]);
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(selectClasspathRoots(Set.of(classes)))
        .filters(includeClassNamePatterns("(?=.*" + word + ").*Test")).build();
    AllTests all = new AllTests();
    LauncherFactory.create().execute(request, all);
    System.out.printf("%d passed, %d failed, %d skipped%n", all.passed, all.failed, all.skipped);
    boolean isCi = System.getenv("CI") != null;
    System.exit(all.failed > 0 || all.passed == 0 || isCi && all.missing > 0 ? 1 : 0);
  }

  /** The folder with the scripts: this one, or one above it. */
  private static Path projectRoot() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.exists(p.resolve("jbang-catalog.json")) && Files.exists(p.resolve("lib"))) {
        return p;
      }
    }
    throw new IllegalStateException("run the tests from within the project's folder, not from " + new File("").getAbsolutePath());
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      started = Instant.now();
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skip(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          passed++;
          System.out.printf("ok      %s (%d ms)%n", name(test), Duration.between(started, Instant.now()).toMillis());
        }
      }
      case ABORTED -> skip(test, result.getThrowable().map(Throwable::getMessage).orElse(""));
      default -> {
        failed++;
        System.out.println("FAILED  " + name(test));
        result.getThrowable().ifPresent(t -> t.printStackTrace(System.out));
      }
    }
  }

  private void skip(TestIdentifier test, String reason) {
    skipped++;
    String why = reason.replaceFirst("^Assumption failed: ", "");
    if (!why.startsWith(OPTIONAL)) {
      missing++;
    }
    System.out.printf("skipped %s: %s%n", name(test), why);
  }

  private static String name(TestIdentifier test) {
    return test.getLegacyReportingName() + " in " + test.getUniqueIdObject().getSegments().stream()
        .filter(s -> s.getType().equals("class")).map(s -> s.getValue()).findFirst().orElse("");
  }
}
