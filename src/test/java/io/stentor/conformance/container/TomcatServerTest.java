package io.stentor.conformance.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TomcatServerTest {

    @Test
    void aParameterKeepsWhatXmlWouldTakeFromIt() {
        var xml = TomcatServer.descriptor(Map.of("stentor.apps", "[{\"id\":\"a&b\",\n\"key\":\"<é>\"}]"));

        assertThat(xml)
                .contains("<Parameter name=\"stentor.apps\" value=\"[{&quot;id&quot;:&quot;a&amp;b&quot;,&#10;"
                        + "&quot;key&quot;:&quot;&lt;é&gt;&quot;}]\" override=\"false\"/>");
    }

    @Test
    void everyOptionOfTheConfigurationIsAParameter() throws Exception {
        assertThat(Configuration.contextParameters())
                .containsEntry("stentor.pong_timeout", "1")
                .hasEntrySatisfying(
                        "stentor.apps",
                        apps -> assertThat(apps)
                                .startsWith("[{\"id\":\"app-id\",\"key\":\"app-key\",\"secret\":\"app-secret\"}"));
    }
}
