package io.stentor.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.stentor.event.ServerEvent;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CdiObserversTest {

    @Test
    void everyKindOfEventIsLookedForAmongTheObservers() {
        var kinds = CdiObservers.examples().stream().map(ServerEvent::getClass).collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(ServerEvent.KINDS);
    }
}
