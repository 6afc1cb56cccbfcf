package explore;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs what takes time on threads of our own. JShell waits, after each snippet, for every thread that the snippet
 * started, also for those of an HTTP client that never end; and Ctrl-C kills all of them. Here the snippet's thread only
 * waits, so that stopping it stops the question and nothing else.
 */
final class Work {
  private static final ThreadGroup ROOT = root();
  private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(ROOT, task, "explore");
    thread.setDaemon(true);
    return thread;
  });

  private Work() {
  }

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  /** Starts a call; it does not die with the thread that started it. */
  static <T> Future<T> start(Callable<T> call) {
    return THREADS.submit(call);
  }

  /** What a call answers or throws. If this thread is stopped meanwhile, the call is interrupted. */
  static <T> T call(Callable<T> call) throws IOException, InterruptedException {
    return await(start(call));
  }

  /** Waits for a call; interrupts it if this thread is stopped before. */
  static <T> T await(Future<T> call) throws IOException, InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } finally {
      // Also where JShell, up to JDK 19, ends a snippet by ThreadDeath.
      call.cancel(true);
    }
  }

  private static RuntimeException thrown(Throwable cause) throws IOException, InterruptedException {
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof InterruptedException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
