package io.stentor.boot;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One place where options may be given. */
interface Source {
    /** What an operator calls it. */
    String label();

    /** The value of an option by its name, null when it is not given here. */
    @Nullable
    String get(String option);

    /** Names that are given here and meant for Stentor, known or not; empty when the place cannot be listed. */
    Set<String> names();
}
