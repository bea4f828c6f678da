package io.stentor.transport.websocket;

import io.stentor.protocol.ClientMessage;
import io.stentor.protocol.MessageReader;
import io.stentor.server.ServerHolder;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.Decoder;
import jakarta.websocket.EndpointConfig;
import org.jspecify.annotations.Nullable;

/** Text to {@link ClientMessage}. Never throws, since containers close on that: bad input is a value (protocol 6). */
public class ClientMessageDecoder implements Decoder.Text<ClientMessage> {
    private @Nullable MessageReader reader;

    @Override
    public void init(EndpointConfig config) {
        reader = CDI.current().select(ServerHolder.class).get().server().reader();
    }

    @Override
    public ClientMessage decode(String text) {
        return reader == null ? new ClientMessage.Ignored() : reader.read(text);
    }

    @Override
    public boolean willDecode(String text) {
        return true;
    }
}
