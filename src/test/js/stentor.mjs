// The server under test, as every test file here sees it: where it is, which app to use, how to connect and publish.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import NodeSdk from 'pusher';

/** The server's address without a trailing slash; it may end in a context path. */
export const url = new URL((process.env.STENTOR_URL ?? 'http://127.0.0.1:6001').replace(/\/+$/, ''));
export const port = Number(url.port || 80);
export const contextPath = url.pathname === '/' ? '' : url.pathname;
export const base = url.origin + contextPath;
export const app = {
  id: process.env.STENTOR_APP_ID ?? 'app-id',
  key: process.env.STENTOR_APP_KEY ?? 'app-key',
  secret: process.env.STENTOR_APP_SECRET ?? 'app-secret',
};

/** What pusher-js must be told to find the server; a page may get it as JSON. */
export const options = {
  cluster: 'mt1',
  wsHost: url.hostname,
  wsPort: port,
  ...(contextPath && { wsPath: contextPath }),
  forceTLS: false,
  enabledTransports: ['ws'],
};

/** A name of its own for each test, so that a server may be tested twice. */
export const fresh = (name) => `${name}-${randomBytes(4).toString('hex')}`;

/** Waits at most ten seconds until the condition holds. */
export async function until(what, condition) {
  for (const end = Date.now() + 10_000; !(await condition()); await delay(10)) {
    if (Date.now() > end) throw new Error(`waited ten seconds for ${what}`);
  }
}

/** The stock Node SDK. It has no option for a context path, but takes host, port and path together as the host. */
export function publisher(secret = app.secret, more = {}) {
  const address = contextPath ? { host: url.host + contextPath } : { host: url.hostname, port };
  return new NodeSdk({ appId: app.id, key: app.key, secret, ...address, useTLS: false, timeout: 10_000, ...more });
}
