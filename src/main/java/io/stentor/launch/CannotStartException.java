package io.stentor.launch;

/** Why the server cannot start, in one line for the operator. */
final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotStartException(String message) {
        super(message, null, false, false);
    }
}
