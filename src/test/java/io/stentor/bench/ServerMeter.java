package io.stentor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What a process and the machine use, from Linux' {@code /proc}: nothing where there is none. Any thread.
 *
 * @param pid of the process, 0 for none
 */
record ServerMeter(long pid) {
    /** Linux counts in hundredths of a second there, whatever the kernel's own clock. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int UTIME = 11;
    private static final int STIME = 12;

    /**
     * CPU time used so far.
     *
     * @param ticks of the whole process in nanoseconds, to a hundredth of a second
     * @param threads of each thread that lives, exact
     */
    record Cpu(long ticks, Map<String, Long> threads) {
        /** Nanoseconds from another reading to this one; exact as long as no thread has ended in between. */
        long since(Cpu before) {
            if (threads.isEmpty() || !threads.keySet().containsAll(before.threads.keySet())) {
                return ticks - before.ticks;
            }
            return threads.entrySet().stream()
                    .mapToLong(thread -> thread.getValue() - before.threads.getOrDefault(thread.getKey(), 0L))
                    .sum();
        }
    }

    /**
     * The machine and the two processes at one moment.
     *
     * @param busy of all CPUs, in nanoseconds
     */
    record Reading(long time, Cpu server, Cpu load, long busy) {}

    boolean known() {
        return pid > 0 && Files.isDirectory(proc());
    }

    Reading read() {
        var self = new ServerMeter(ProcessHandle.current().pid());
        return new Reading(System.nanoTime(), cpu(), self.cpu(), busy());
    }

    Cpu cpu() {
        if (!known()) {
            return new Cpu(0, Map.of());
        }
        var threads = new HashMap<String, Long>();
        try (var tasks = Files.newDirectoryStream(proc().resolve("task"))) {
            for (var task : tasks) {
                var words = text(task.resolve("schedstat")).split(" ");
                if (!words[0].isEmpty()) {
                    threads.put(task.getFileName().toString(), Long.parseLong(words[0]));
                }
            }
        } catch (IOException gone) {
            threads.clear();
        }
        var stat = text(proc().resolve("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        return new Cpu(
                fields.length > STIME
                        ? (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_NANOS
                        : 0,
                threads);
    }

    /** Resident memory in kilobytes. */
    OptionalLong residentKb() {
        return text(proc().resolve("status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst();
    }

    /** Open files, sockets among them. */
    OptionalLong openFiles() {
        try (var files = Files.list(proc().resolve("fd"))) {
            return OptionalLong.of(files.count());
        } catch (IOException | UncheckedIOException gone) {
            return OptionalLong.empty();
        }
    }

    /** Bytes of live objects of a Java process, which collects its garbage for that; empty for any other. */
    OptionalLong liveHeap() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            var process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            // Total        123456        7890123
            return output.lines()
                    .filter(line -> line.startsWith("Total"))
                    .map(line -> line.trim().split("\\s+"))
                    .mapToLong(words -> Long.parseLong(words[2]))
                    .findFirst();
        } catch (IOException noJdk) {
            return OptionalLong.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    private static long busy() {
        // cpu  user nice system idle iowait irq softirq steal …
        var words = text(Path.of("/proc/stat")).lines().findFirst().orElse("").split("\\s+");
        if (words.length < 8) {
            return 0;
        }
        long ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            ticks += Long.parseLong(words[i]);
        }
        return ticks * TICK_NANOS;
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(pid));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
