package com.example.shop;

import io.stentor.boot.Stentor;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.MemberAdded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.Json;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A bean that listens, and answers: it welcomes whoever comes into a presence channel. */
@ApplicationScoped
public class Visitors {
    private static final int MOST = 1_000;

    private final Queue<String> latest = new ArrayDeque<>();

    @Inject
    private Stentor stentor;

    void note(@Observes ServerEvent event) {
        synchronized (latest) {
            latest.add(event.toString());
            if (latest.size() > MOST) {
                latest.remove();
            }
        }
    }

    void welcome(@Observes MemberAdded added) {
        var data = Json.createObjectBuilder().add("welcome", added.member().userId()).build();
        stentor.publish(added.appId(), List.of(added.channel().text()), "visitor.welcomed", data.toString());
    }

    public List<String> latest() {
        synchronized (latest) {
            return List.copyOf(latest);
        }
    }
}
