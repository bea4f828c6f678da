package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stentor.app.AppReader;
import io.stentor.app.WebhookReader;
import io.stentor.config.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The declarations of the options themselves (protocol 12). */
class ServerOptionsTest {

    static Stream<Option<?>> options() {
        return Stream.of(ServerOptions.ALL, AppReader.FIELDS, WebhookReader.FIELDS)
                .flatMap(List::stream);
    }

    @Test
    void everyNameIsUnique() {
        assertThat(ServerOptions.ALL).extracting(Option::name).doesNotHaveDuplicates();
    }

    @Test
    void everyEnvironmentVariableIsUnique() {
        assertThat(ServerOptions.ALL.stream()
                        .map(option -> option.name().toUpperCase(Locale.ROOT).replace('.', '_')))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyConstantIsInTheList() throws IllegalAccessException {
        var declared = new ArrayList<Object>();
        for (var field : ServerOptions.class.getFields()) {
            if (field.getType() == Option.class) {
                declared.add(field.get(null));
            }
        }

        assertThat(List.<Object>copyOf(ServerOptions.ALL)).containsExactlyElementsOf(declared);
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyDefaultPassesItsOwnCheck(Option<?> option) {
        if (!option.standard().isEmpty()) {
            assertThatCode(() -> option.parse(option.standard())).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionHasAPlainNameAndASentence(Option<?> option) {
        assertThat(option.name()).matches("[a-z][a-z_]*(\\.[a-z][a-z_]*)*");
        assertThat(option.meaning()).matches("[A-Z].*\\.");
        assertThat(option.allowed()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "host, 0.0.0.0",
        "port, 6001",
        "max_connections, 0",
        "connects_per_address_per_second, 0",
        "activity_timeout, 120",
        "pong_timeout, 30",
        "websocket_max_payload_kb, 64",
        "websocket.max_messages, 1000",
        "websocket.max_bytes, 1048576",
        "websocket.disconnect_on_buffer_full, true",
        "websocket.write_timeout, 30",
        "websocket.ping_interval, 0",
        "http_api.request_limit_in_mb, 10",
        "shutdown_grace_period, 10",
        "trusted_proxies, []",
        "webhooks.batching.enabled, true",
        "webhooks.batching.duration, 50",
        "webhooks.batching.size, 100",
        "webhooks.vacated_delay_ms, 3000",
        "webhooks.max_queue, 10000",
        "webhooks.dead_letters, 1000",
        "webhooks.refuse_private_addresses, false",
        "ops.token, ''",
        "ops.allow, []"
    })
    void theDefaultsAreThoseOfTheProtocol(String name, String standard) {
        assertThat(ServerOptions.ALL)
                .filteredOn(option -> option.name().equals(name))
                .extracting(Option::standard)
                .containsExactly(standard);
    }

    @ParameterizedTest
    @CsvSource({
        "enabled, true",
        "allowed_origins, []",
        "allow_missing_origin, false",
        "require_tls, false",
        "activity_timeout, 120",
        "max_connections, 0",
        "max_channel_name_length, 200",
        "max_channels_per_connection, 10000",
        "max_event_channels_at_once, 100",
        "max_event_name_length, 200",
        "max_event_payload_in_kb, 10"
    })
    void theDefaultsOfAnAppAreThoseOfTheProtocol(String name, String standard) {
        assertThat(AppReader.FIELDS)
                .filteredOn(option -> option.name().equals(name))
                .extracting(Option::standard)
                .containsExactly(standard);
    }
}
