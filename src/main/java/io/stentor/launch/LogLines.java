package io.stentor.launch;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** One readable line on standard output for each log record; whoever configures java.util.logging himself gets his way. */
final class LogLines extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Held, since java.util.logging forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.eclipse.jetty"),
            Logger.getLogger("org.jboss.weld"),
            // It repeats what Stentor says once.
            Logger.getLogger("org.mariadb.jdbc"));

    static void install() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(handler());
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private static Handler handler() {
        return new StreamHandler(System.out, new LogLines()) {
            @Override
            public synchronized void publish(LogRecord line) {
                super.publish(line);
                flush();
            }
        };
    }

    @Override
    public String format(LogRecord line) {
        var time = LocalDateTime.ofInstant(line.getInstant(), ZoneId.systemDefault())
                .format(TIME);
        var text = new StringBuilder(time + " " + name(line.getLevel()) + " " + formatMessage(line));
        text.append(System.lineSeparator());
        if (line.getThrown() != null) {
            var trace = new StringWriter();
            line.getThrown().printStackTrace(new PrintWriter(trace));
            text.append(trace);
        }
        return text.toString();
    }

    private static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }
}
