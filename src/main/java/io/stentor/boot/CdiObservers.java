package io.stentor.boot;

import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.event.ServerEvent.Connected;
import io.stentor.event.ServerEvent.Disconnected;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.event.ServerEventListener;
import io.stentor.protocol.ChannelName;
import io.stentor.protocol.Member;
import io.stentor.protocol.SocketId;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Fires what happens as CDI events, so that observers in the application hear it. */
final class CdiObservers implements ServerEventListener {
    private final BeanManager beans;

    CdiObservers(BeanManager beans) {
        this.beans = beans;
    }

    /** The kinds of events that somebody observes; asked once, so that the others cost nothing. */
    Set<Class<? extends ServerEvent>> kinds() {
        return examples().stream()
                .filter(event -> !beans.resolveObserverMethods(event).isEmpty())
                .map(ServerEvent::getClass)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void happened(ServerEvent event) {
        beans.getEvent().fire(event);
    }

    /** CDI looks for observers of an object, not of a class. */
    static List<ServerEvent> examples() {
        var channel = ChannelName.parse("presence-x", 200);
        var socket = new SocketId("1.1");
        return List.of(
                new ChannelOccupied("", channel),
                new ChannelVacated("", channel),
                new MemberAdded("", channel, new Member("1", "{}")),
                new MemberRemoved("", channel, "1"),
                new ClientEventReceived("", channel, "client-x", "null", socket, null),
                new CacheMissed("", channel),
                new SubscriptionCountChanged("", channel, 1),
                new Connected("", socket),
                new Disconnected("", socket));
    }
}
