// Stock pusher-js with encryption, as a browser loads it, on private, presence, encrypted and cache channels, with
// client events and as a user. The app must have enable_client_messages and enable_watchlist_events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listening, sdk } from './application.mjs';
import { executablePath, launched } from './chromium.mjs';
import { app, fresh, options, until } from './stentor.mjs';

describe('pusher-js in a browser', { skip: executablePath ? false : 'CHROMIUM names no browser' }, () => {
  let browser;
  let application;

  before(async () => {
    application = await listening();
    browser = await launched();
  });
  after(async () => {
    await browser?.close();
    application?.close();
  });

  /** A page of this user with a connected client, and what goes wrong in it. */
  async function connected(t, user, params = {}) {
    const context = await browser.newContext();
    t.after(() => context.close());
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(`script: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && page.complaints.push(`console: ${message.text()}`));
    page.received = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => page.received.push(JSON.parse(String(payload)))),
    );
    await page.goto(application.url);
    await page.evaluate(
      ({ key, options, user, params }) => {
        const asks = (endpoint) => ({ endpoint, headers: { Authorization: `Bearer ${user}` }, params });
        window.pusher = new Pusher(key, {
          ...options,
          channelAuthorization: asks('/pusher/auth'),
          userAuthentication: asks('/pusher/user-auth'),
        });
        window.heard = {};
        window.errors = [];
        window.pusher.connection.bind('error', ({ data }) => window.errors.push(data));
      },
      { key: app.key, options, user, params },
    );
    await until('the state connected', () => page.evaluate(() => pusher.connection.state === 'connected'));
    return page;
  }

  /** Subscribes and waits for the answer. What listeners hear is kept in the page, as [event, data]. */
  async function subscribed(page, name) {
    await page.evaluate((name) => {
      const list = (window.heard[name] = []);
      const channel = pusher.subscribe(name);
      channel.bind_global((event, data) => {
        if (event === 'pusher:subscription_count') return;
        list.push([event, data instanceof Object && 'me' in data ? Object.keys(data.members) : data]);
      });
      channel.bind('client-said', (data, metadata) => list.push(['by', metadata?.user_id]));
    }, name);
    await until(`an answer for ${name}`, async () => (await heard(page, name)).length > 0);
  }

  const heard = (page, name) => page.evaluate((name) => window.heard[name], name);
  const hears = (page, name, event) =>
    until(`the event ${event} on ${name}`, async () => (await heard(page, name)).some(([one]) => one === event));
  const errors = (page) => page.evaluate(() => window.errors);

  test('private: authorised and heard, signed with the wrong secret and refused', async (t) => {
    const name = fresh('private-orders');
    const [ada, mallory] = [await connected(t, 'ada'), await connected(t, 'mallory')];
    await subscribed(ada, name);
    await subscribed(mallory, name);

    await sdk.trigger(name, 'order.created', { text: 'Grüße, 世界 🎺' });
    await hears(ada, name, 'order.created');
    await subscribed(mallory, fresh('public'));

    assert.deepEqual(await heard(ada, name), [
      ['pusher:subscription_succeeded', {}],
      ['order.created', { text: 'Grüße, 世界 🎺' }],
    ]);
    const refusal = { type: 'AuthError', error: 'Invalid signature', status: 401 };
    assert.deepEqual((await heard(mallory, name))[0], ['pusher:subscription_error', refusal]);
    assert.equal((await heard(mallory, name)).some(([event]) => event === 'order.created'), false);
    assert.deepEqual(await errors(mallory), [{ code: 4000, message: 'Invalid signature' }]);
    assert.deepEqual([...ada.complaints, ...mallory.complaints], []);
  });

  test('presence: members, two tabs of one user, and a closed one', async (t) => {
    const name = fresh('presence-room');
    const [tab, bob, other] = [await connected(t, 'ada'), await connected(t, 'bob'), await connected(t, 'ada')];
    for (const page of [tab, bob, other]) await subscribed(page, name);
    await hears(tab, name, 'pusher:member_added');

    assert.deepEqual(await heard(tab, name), [
      ['pusher:subscription_succeeded', ['ada']],
      ['pusher:member_added', { id: 'bob', info: { name: 'bob' } }],
    ]);
    const { me, count } = await other.evaluate((name) => {
      const { me, count } = pusher.channel(name).members;
      return { me, count };
    }, name);
    assert.deepEqual({ me, count }, { me: { id: 'ada', info: { name: 'ada' } }, count: 2 });

    await tab.evaluate((name) => pusher.unsubscribe(name), name);
    await subscribed(tab, fresh('public'));
    await sdk.trigger(name, 'one is closed', {});
    await hears(bob, name, 'one is closed');
    await other.close();
    await hears(bob, name, 'pusher:member_removed');

    assert.deepEqual(await heard(bob, name), [
      ['pusher:subscription_succeeded', ['ada', 'bob']],
      ['one is closed', {}],
      ['pusher:member_removed', { id: 'ada', info: { name: 'ada' } }],
    ]);
    assert.deepEqual([...tab.complaints, ...bob.complaints], []);
  });

  test('encrypted: read by the page, not by who sees the frame', async (t) => {
    const name = fresh('private-encrypted-orders');
    const ada = await connected(t, 'ada');
    await subscribed(ada, name);

    await sdk.trigger(name, 'order.created', { text: 'Grüße, 世界 🎺' });
    await hears(ada, name, 'order.created');

    assert.deepEqual((await heard(ada, name))[1], ['order.created', { text: 'Grüße, 世界 🎺' }]);
    const frame = ada.received.find(({ event }) => event === 'order.created');
    assert.deepEqual(Object.keys(JSON.parse(frame.data)).sort(), ['ciphertext', 'nonce']);
    assert.deepEqual(ada.complaints, []);
  });

  test('cache: a miss, and the last event for who comes late', async (t) => {
    const name = fresh('private-encrypted-cache-weather');
    const [early, late] = [await connected(t, 'ada'), await connected(t, 'bob')];
    await subscribed(early, name);
    await hears(early, name, 'pusher:cache_miss');

    await sdk.trigger(name, 'weather', { sky: 'clear' });
    await hears(early, name, 'weather');
    await subscribed(late, name);
    await hears(late, name, 'weather');

    assert.deepEqual(await heard(late, name), [
      ['pusher:subscription_succeeded', {}],
      ['weather', { sky: 'clear' }],
    ]);
    assert.deepEqual([...early.complaints, ...late.complaints], []);
  });

  test('client events: heard by the others with who said it', async (t) => {
    const name = fresh('presence-room');
    const [ada, bob] = [await connected(t, 'ada'), await connected(t, 'bob')];
    for (const page of [ada, bob]) await subscribed(page, name);
    const say = (page, data) =>
      page.evaluate(({ name, data }) => pusher.channel(name).trigger('client-said', data), { name, data });
    const said = async (page) => (await heard(page, name)).filter(([event]) => /^(client-said|by)$/.test(event));

    await say(ada, { text: 'hello' });
    await hears(bob, name, 'client-said');
    await say(bob, { text: 'yourself' });
    await hears(ada, name, 'client-said');

    const word = (text, user) => [['by', user], ['client-said', { text }]];
    assert.deepEqual((await said(bob)).sort(), word('hello', 'ada'));
    assert.deepEqual((await said(ada)).sort(), word('yourself', 'bob'));
    assert.deepEqual([...ada.complaints, ...bob.complaints], []);
  });

  test('users: signed in, sent to, watched, and disconnected by the application', async (t) => {
    const [ada, bob] = [fresh('ada'), fresh('bob')];
    const [watcher, watched] = [await connected(t, ada, { watchlist: bob }), await connected(t, bob)];
    const signedIn = async (page) => {
      await page.evaluate(() => {
        window.notes = [];
        pusher.user.bind('note', (data) => window.notes.push(data));
        for (const event of ['online', 'offline']) {
          pusher.user.watchlist.bind(event, ({ name, user_ids: ids }) => window.notes.push({ [name]: ids }));
        }
        pusher.signin();
      });
      await until('the own channel', () => page.evaluate(() => pusher.user.serverToUserChannel?.subscribed === true));
    };
    const notes = (page, count) =>
      until(`${count} notes`, async () => (await page.evaluate(() => window.notes.length)) >= count);

    await signedIn(watcher);
    await notes(watcher, 1);
    await signedIn(watched);
    await notes(watcher, 2);
    await sdk.sendToUser(ada, 'note', { text: 'for you' });
    await notes(watcher, 3);
    await sdk.terminateUserConnections(bob);
    await notes(watcher, 4);
    await until('the end', () => watched.evaluate(() => pusher.connection.state === 'disconnected'));

    assert.deepEqual(await watcher.evaluate(() => window.notes), [
      { offline: [bob] },
      { online: [bob] },
      { text: 'for you' },
      { offline: [bob] },
    ]);
    assert.deepEqual((await errors(watched))[0], { code: 4009, message: 'You got disconnected by the app.' });
    assert.deepEqual([...watcher.complaints, ...watched.complaints], []);
  });
});
