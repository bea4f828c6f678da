// Stock pusher-js hears what the stock Node SDK publishes.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import PusherJs from 'pusher-js';
import { app, base, contextPath, fresh, options, publisher, until, url } from './stentor.mjs';

const SOCKET_ID = /^[1-9][0-9]{0,9}\.[1-9][0-9]{0,9}$/;
const version = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
const back = publisher();

/** A client that is on its way to the server. Its `heard` has every event of a channel that came over the wire. */
function client(t, key = app.key) {
  const pusher = new PusherJs(key, options);
  t.after(() => pusher.disconnect());
  pusher.heard = [];
  pusher.connection.bind('message', ({ event, channel, data }) => {
    if (!/^pusher(_internal)?:/.test(event)) pusher.heard.push({ channel, event, data });
  });
  return pusher;
}

async function connected(t) {
  const pusher = client(t);
  await until('the state connected', () => pusher.connection.state === 'connected');
  return pusher;
}

async function subscribed(pusher, name) {
  const channel = pusher.subscribe(name);
  await until(`the subscription of ${name}`, () => channel.subscribed);
  return channel;
}

const hears = (pusher, event) => until(`the event ${event}`, () => pusher.heard.some((one) => one.event === event));

test('a client connects, subscribes and hears an event', async (t) => {
  const pusher = client(t);
  console.log(`pusher-js: version ${version('pusher-js')}, to ws://${url.host}${contextPath}/app/${app.key}`);
  await until('the state connected', () => pusher.connection.state === 'connected');
  console.log(`pusher-js: connected, socket_id ${pusher.connection.socket_id}`);
  assert.match(pusher.connection.socket_id, SOCKET_ID);

  const channel = pusher.subscribe('orders');
  let succeeded = false;
  channel.bind('pusher:subscription_succeeded', () => (succeeded = true));
  await until('pusher:subscription_succeeded', () => succeeded);
  console.log('pusher-js: pusher:subscription_succeeded on orders');

  const heard = [];
  channel.bind('order.created', (data) => heard.push(data));
  const text = `order ${fresh('no')}`;
  console.log(`node-sdk: version ${version('pusher')}, to ${base}/apps/${app.id}`);
  const response = await back.trigger('orders', 'order.created', text);
  const answer = await response.text();
  console.log(`node-sdk: trigger order.created on orders, data ${text}: ${response.status} ${answer}`);
  await until('order.created', () => heard.includes(text));
  console.log(`pusher-js: order.created on orders, data ${text}`);

  assert.equal(response.status, 200);
  assert.deepEqual(JSON.parse(answer), {});
});

test('an object arrives as an object, and text of any script unharmed', async (t) => {
  const name = fresh('orders');
  const pusher = await connected(t);
  await subscribed(pusher, name);
  const text = 'Grüße, 世界, مرحبا, 🎺, "quoted", \\ / \u2028 \u0000 \t';
  const object = { id: 1, text, list: [1.5, null, true] };

  await back.trigger(name, 'an.object', object);
  await back.trigger(name, 'a.text', text);
  await hears(pusher, 'a.text');

  assert.deepEqual(pusher.heard, [
    { channel: name, event: 'an.object', data: object },
    { channel: name, event: 'a.text', data: text },
  ]);
});

test('one publish reaches several channels, each once', async (t) => {
  const [one, two, other, last] = ['one', 'two', 'other', 'last'].map(fresh);
  const pusher = await connected(t);
  for (const name of [one, two, other, last]) await subscribed(pusher, name);

  await back.trigger([one, two], 'news', { id: 7 });
  await back.trigger(last, 'end', {});
  await hears(pusher, 'end');
  await until('news on both', () => pusher.heard.length >= 3);

  const news = pusher.heard.filter(({ event }) => event === 'news');
  assert.deepEqual(news.map(({ channel }) => channel).sort(), [one, two].sort());
  assert.deepEqual(news.map(({ data }) => data), [{ id: 7 }, { id: 7 }]);
});

test('the socket that a publish names does not hear it, another does', async (t) => {
  const name = fresh('chat');
  const [sender, receiver] = [await connected(t), await connected(t)];
  await subscribed(sender, name);
  await subscribed(receiver, name);

  await back.trigger(name, 'said', { text: 'hello' }, { socket_id: sender.connection.socket_id });
  await back.trigger(name, 'end', {});
  await hears(sender, 'end');
  await hears(receiver, 'end');

  assert.deepEqual(sender.heard.map(({ event }) => event), ['end']);
  assert.deepEqual(receiver.heard.map(({ event }) => event), ['said', 'end']);
});

test('after unsubscribing nothing more of that channel comes', async (t) => {
  const [left, kept] = ['left', 'kept'].map(fresh);
  const pusher = await connected(t);
  await subscribed(pusher, left);
  await back.trigger(left, 'before', {});
  await hears(pusher, 'before');

  pusher.unsubscribe(left);
  // An unsubscribe has no answer; the answer to what was sent after it says that it has been read.
  await subscribed(pusher, kept);
  await back.trigger(left, 'after', {});
  await back.trigger(kept, 'end', {});
  await hears(pusher, 'end');

  assert.deepEqual(pusher.heard.map(({ event }) => event), ['before', 'end']);
});

test('a wrong key is error 4001, and the client does not try again', async (t) => {
  const pusher = client(t, 'no-such-key');
  const errors = [];
  const states = [];
  pusher.connection.bind('error', (error) => errors.push(error));
  pusher.connection.bind('state_change', ({ current }) => states.push(current));

  await until('the end of trying', () => ['disconnected', 'failed'].includes(pusher.connection.state));
  const sofar = states.length;
  // A client that means to come back does so within a second.
  await delay(1_500);

  assert.deepEqual(errors.map(({ error }) => error.data), [{ code: 4001, message: 'Application does not exist' }]);
  assert.equal(states.length, sofar, `afterwards: ${states.slice(sofar)}`);
  assert.equal(pusher.connection.socket_id, undefined);
});

test('a publish with the wrong secret is 401', async (t) => {
  const name = fresh('orders');
  const pusher = await connected(t);
  await subscribed(pusher, name);

  await assert.rejects(publisher('not-the-secret').trigger(name, 'forged', {}), ({ status, body }) => {
    assert.equal(status, 401);
    assert.equal(JSON.parse(body).code, 'auth_failed');
    assert.equal(body.includes(app.secret), false);
    return true;
  });
  await back.trigger(name, 'end', {});
  await hears(pusher, 'end');

  assert.deepEqual(pusher.heard.map(({ event }) => event), ['end']);
});

test('two clients hear two hundred events in the order they were published', async (t) => {
  const name = fresh('ticks');
  const clients = [await connected(t), await connected(t)];
  for (const pusher of clients) await subscribed(pusher, name);
  const numbers = Array.from({ length: 200 }, (_, index) => index);

  for (const n of numbers) await back.trigger(name, 'tick', { n });
  for (const pusher of clients) await until('200 events', () => pusher.heard.length >= numbers.length);

  for (const pusher of clients) assert.deepEqual(pusher.heard.map(({ data }) => data.n), numbers);
});
