package io.stentor.boot;

import io.stentor.config.Option;
import io.stentor.config.Values;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Where options come from: the first place that names one wins. What is said for this one application beats what is said
 * for the whole JVM: JNDI, context parameters, system properties, environment, file. Immutable.
 */
final class Sources {
    private static final String PREFIX = "stentor.";

    private final List<Source> places;

    /** @param places the first wins */
    Sources(List<Source> places) {
        this.places = List.copyOf(places);
    }

    /** Everything that an application in a container can be told by. */
    static Sources of(ServletContext context) {
        return new Sources(List.of(
                new Jndi(),
                new Named("context parameters", PREFIX, names(context), context::getInitParameter),
                systemProperties(System.getProperties()),
                environment(System.getenv())));
    }

    static Source systemProperties(Properties properties) {
        return new Named("system properties", PREFIX, properties.stringPropertyNames(), properties::getProperty);
    }

    static Source environment(Map<String, String> environment) {
        return new Environment(environment);
    }

    /** The file that these places name, null when they name none. */
    @Nullable
    ConfigFile file(Function<String, @Nullable String> environment, Consumer<String> warnings) {
        var given = get(ServerOptions.CONFIG.name());
        return given == null
                ? null
                : new ConfigFile(Values.substitute(given, environment), environment, warnings, Clock.systemUTC());
    }

    /** These places, and this one behind them. */
    Sources with(Source last) {
        var all = new ArrayList<>(places);
        all.add(last);
        return new Sources(all);
    }

    /** The value of an option, variables not replaced yet; null when it is given nowhere. */
    @Nullable
    String get(String option) {
        for (var place : places) {
            var value = place.get(option);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    void warnOfUnknown(List<Option<?>> known, Consumer<String> warnings) {
        var names = known.stream().map(Option::name).toList();
        for (var place : places) {
            for (var name : place.names()) {
                if (!names.contains(name) && !(place instanceof Environment && isKnownVariable(names, name))) {
                    warnings.accept(place.label() + " have an unknown option, which is ignored: " + name);
                }
            }
        }
    }

    private static boolean isKnownVariable(List<String> names, String variable) {
        return names.stream().anyMatch(name -> Environment.variable(name).equals(variable));
    }

    private static Set<String> names(ServletContext context) {
        return new TreeSet<>(Collections.list(context.getInitParameterNames()));
    }

    /** A place that knows its names, of which those with the prefix are ours. */
    private record Named(String label, String prefix, Set<String> given, Function<String, @Nullable String> values)
            implements Source {
        @Override
        public @Nullable String get(String option) {
            return values.apply(prefix + option);
        }

        @Override
        public Set<String> names() {
            var names = new TreeSet<String>();
            given.stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> names.add(name.substring(prefix.length())));
            return names;
        }
    }

    /** {@code STENTOR_…}, in capitals and with underscores for dots. */
    private record Environment(Map<String, String> variables) implements Source {
        private static final String PREFIX = "STENTOR_";

        static String variable(String option) {
            return PREFIX + option.toUpperCase(Locale.ROOT).replace('.', '_');
        }

        @Override
        public String label() {
            return "environment variables";
        }

        @Override
        public @Nullable String get(String option) {
            var value = variables.get(variable(option));
            // Kubernetes writes such variables for a service that is called stentor.
            return value != null && value.startsWith("tcp://") ? null : value;
        }

        @Override
        public Set<String> names() {
            var names = new TreeSet<String>();
            variables.keySet().stream().filter(name -> name.startsWith(PREFIX)).forEach(names::add);
            return names;
        }
    }

    /**
     * {@code java:comp/env/stentor/…}, or {@code stentor/…} where a server binds its entries for all applications; nothing
     * where the server has no naming.
     */
    private static final class Jndi implements Source {
        private static final List<String> PREFIXES = List.of("java:comp/env/stentor/", "stentor/");

        @Override
        public String label() {
            return "JNDI entries";
        }

        /** The operator's own configuration of his own server: nobody else has a say in these names or values. */
        @Override
        public @Nullable String get(String option) {
            return PREFIXES.stream()
                    .map(prefix -> lookup(prefix + option))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(null);
        }

        @SuppressWarnings("BanJNDI")
        private static Optional<String> lookup(String name) {
            try {
                return Optional.of(String.valueOf(InitialContext.<Object>doLookup(name)));
            } catch (NamingException notThere) {
                return Optional.empty();
            }
        }

        @Override
        public Set<String> names() {
            return Set.of();
        }
    }
}
