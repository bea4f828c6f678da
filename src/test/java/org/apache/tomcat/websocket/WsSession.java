package org.apache.tomcat.websocket;

import jakarta.websocket.Session;

/** Tomcat's class by its name alone. Not public, so that its proxies are classes of this package. */
interface WsSession extends Session {}
