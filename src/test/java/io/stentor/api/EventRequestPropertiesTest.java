package io.stentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stentor.app.App;
import io.stentor.app.TestApps;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the body is, the answer is no fault of the server (protocol 8.2). */
class EventRequestPropertiesTest {
    private static final App APP = TestApps.app();

    @Property(tries = 3000)
    void anyBodyIsReadOrRefused(@ForAll byte[] body) {
        var error = catchThrowableOfType(ApiError.class, () -> EventRequest.read(body, APP, null));

        assertThat(error.status()).isEqualTo(400);
    }
}
