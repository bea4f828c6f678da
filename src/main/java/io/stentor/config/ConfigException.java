package io.stentor.config;

/** A configuration that Stentor will not start with; the message is one line that names the option, the value and what is allowed. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
