package io.stentor.bench;

/** Ends a run before its time, with one line that says why. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Exit exit;

    BenchException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    Exit exit() {
        return exit;
    }
}
