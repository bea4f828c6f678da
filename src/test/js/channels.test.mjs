// Stock pusher-js on every kind of channel, with client events and as a user. The app must have
// enable_client_messages, enable_watchlist_events and enable_subscription_count.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import PusherJs from 'pusher-js';
import { listening, sdk } from './application.mjs';
import { app, fresh, options, until } from './stentor.mjs';

const application = await listening();
after(() => application.close());

/** A client of this user, connected. It keeps the frames it gets and the errors it tells of. */
async function connected(t, user, params = {}) {
  const asks = (path) => ({ endpoint: application.url + path, headers: { Authorization: `Bearer ${user}` }, params });
  const pusher = new PusherJs(app.key, {
    ...options,
    channelAuthorization: asks('/pusher/auth'),
    userAuthentication: asks('/pusher/user-auth'),
  });
  t.after(() => pusher.disconnect());
  pusher.frames = [];
  pusher.errors = [];
  pusher.connection.bind('message', (frame) => pusher.frames.push(frame));
  pusher.connection.bind('error', ({ data }) => pusher.errors.push(data));
  await until('the state connected', () => pusher.connection.state === 'connected');
  return pusher;
}

/** The channel. Its `heard` has what listeners hear, as [event, data], from the acknowledgement or refusal on. */
async function subscribed(pusher, name) {
  const channel = pusher.subscribe(name);
  channel.heard = [];
  channel.bind_global((event, data) => channel.heard.push([event, data]));
  await until(`an answer for ${name}`, () => channel.heard.length > 0);
  return channel;
}

const hears = (channel, event) =>
  until(`the event ${event} on ${channel.name}`, () => names(channel).includes(event));
const names = (channel) => channel.heard.map(([event]) => event);

/** Without the counts that come with every channel but presence channels. */
const uncounted = (channel) => channel.heard.filter(([event]) => event !== 'pusher:subscription_count');

/** Whatever this client has sent so far has been read: the answer to what was sent last is there. */
async function settled(pusher) {
  await subscribed(pusher, fresh('settled'));
}

async function signedIn(pusher) {
  pusher.signin();
  await until('the own channel', () => pusher.user.serverToUserChannel?.subscribed);
}

describe('private channels', () => {
  test('whom the application authorises hears events', async (t) => {
    const name = fresh('private-orders');
    const channel = await subscribed(await connected(t, 'ada'), name);

    await sdk.trigger(name, 'order.created', { id: 1 });
    await hears(channel, 'order.created');

    assert.deepEqual(uncounted(channel), [
      ['pusher:subscription_succeeded', {}],
      ['order.created', { id: 1 }],
    ]);
  });

  for (const prefix of [
    'private-',
    'private-cache-',
    'private-encrypted-',
    'private-encrypted-cache-',
    'presence-',
    'presence-cache-',
  ]) {
    test(`a signature with the wrong secret is 401 on ${prefix}, and the connection goes on`, async (t) => {
      const name = fresh(`${prefix}orders`);
      const pusher = await connected(t, 'mallory');

      const channel = await subscribed(pusher, name);
      await sdk.trigger(name, 'order.created', { id: 1 });
      await settled(pusher);

      assert.deepEqual(channel.heard[0], [
        'pusher:subscription_error',
        { type: 'AuthError', error: 'Invalid signature', status: 401 },
      ]);
      assert.deepEqual(pusher.errors, [{ code: 4000, message: 'Invalid signature' }]);
      assert.equal(names(channel).includes('order.created'), false);
      assert.equal(channel.subscribed, false);
      assert.equal(pusher.connection.state, 'connected');
    });
  }

  test('an authoriser may write null for the channel_data that it has not', async (t) => {
    const pusher = await connected(t, 'ada', { nulls: 1 });

    const channel = await subscribed(pusher, fresh('private-orders'));

    assert.deepEqual(channel.heard[0], ['pusher:subscription_succeeded', {}]);
    assert.deepEqual(pusher.errors, []);
  });

  test('everybody on a channel hears how many they are', async (t) => {
    const name = fresh('private-counted');
    const [one, two] = [await connected(t, 'ada'), await connected(t, 'ada')];
    const channel = await subscribed(one, name);
    await until('one', () => channel.subscriptionCount === 1);

    await subscribed(two, name);
    await until('two', () => channel.subscriptionCount === 2);
    two.disconnect();
    await until('one again', () => channel.subscriptionCount === 1);

    assert.deepEqual(
      channel.heard.slice(1),
      [1, 2, 1].map((count) => ['pusher:subscription_count', { subscription_count: count }]),
    );
  });
});

describe('presence channels', () => {
  const member = (id) => ({ id, info: { name: id } });
  const ids = (channel) => Object.keys(channel.members.members);

  test('members come and go, and a user with two tabs is one', async (t) => {
    const name = fresh('presence-room');
    const [tab, other, bob] = [await connected(t, 'ada'), await connected(t, 'ada'), await connected(t, 'bob')];
    const first = await subscribed(tab, name);
    const watching = await subscribed(bob, name);
    await hears(first, 'pusher:member_added');
    const second = await subscribed(other, name);

    assert.deepEqual(first.heard[1], ['pusher:member_added', member('bob')]);
    assert.deepEqual(watching.members.me, member('bob'));
    assert.deepEqual(second.members.me, member('ada'));
    for (const channel of [first, watching, second]) {
      assert.deepEqual([channel.members.count, ids(channel)], [2, ['ada', 'bob']]);
      assert.deepEqual(channel.members.get('ada'), member('ada'));
    }

    tab.unsubscribe(name);
    await settled(tab);
    await sdk.trigger(name, 'one tab is closed', {});
    await hears(watching, 'one tab is closed');
    other.disconnect();
    await hears(watching, 'pusher:member_removed');

    assert.deepEqual(watching.heard.slice(1), [
      ['one tab is closed', {}],
      ['pusher:member_removed', member('ada')],
    ]);
    assert.deepEqual([watching.members.count, ids(watching)], [1, ['bob']]);
  });

  test('who is signed in needs no channel_data', async (t) => {
    const [name, ada] = [fresh('presence-room'), fresh('ada')];
    const watching = await subscribed(await connected(t, 'bob'), name);
    const pusher = await connected(t, ada, { anonymous: 1 });
    pusher.signin();

    const channel = await subscribed(pusher, name);
    await hears(watching, 'pusher:member_added');

    assert.deepEqual(channel.members.me, member(ada));
    assert.deepEqual(watching.heard[1], ['pusher:member_added', member(ada)]);
  });
});

describe('encrypted channels', () => {
  test('the client reads what the server cannot', async (t) => {
    const name = fresh('private-encrypted-orders');
    const pusher = await connected(t, 'ada');
    const channel = await subscribed(pusher, name);

    await sdk.trigger(name, 'order.created', { text: 'Grüße, 世界' });
    await hears(channel, 'order.created');

    assert.deepEqual(uncounted(channel)[1], ['order.created', { text: 'Grüße, 世界' }]);
    const { data } = pusher.frames.find(({ event }) => event === 'order.created');
    assert.deepEqual(Object.keys(data).sort(), ['ciphertext', 'nonce']);
  });

  test('client events are refused', async (t) => {
    const name = fresh('private-encrypted-orders');
    const pusher = await connected(t, 'ada');
    const channel = await subscribed(pusher, name);

    assert.throws(() => channel.trigger('client-note', {}), /not currently supported for encrypted channels/);
    pusher.send_event('client-note', {}, name);
    await settled(pusher);

    const message = 'Client events are only allowed on private and presence channels';
    assert.deepEqual(pusher.errors, [{ code: 4301, message }]);
  });
});

describe('cache channels', () => {
  for (const prefix of ['cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-']) {
    test(`who comes late to ${prefix} hears the last event`, async (t) => {
      const name = fresh(`${prefix}weather`);
      const early = await subscribed(await connected(t, 'ada'), name);
      await hears(early, 'pusher:cache_miss');

      await sdk.trigger(name, 'weather', { sky: 'rain' });
      await sdk.trigger(name, 'weather', { sky: 'clear' });
      await until('both', () => uncounted(early).length >= 4);
      const pusher = await connected(t, 'bob');
      const late = await subscribed(pusher, name);
      await hears(late, 'weather');
      await settled(pusher);

      // The early one of a presence channel also hears of the late one.
      assert.deepEqual(uncounted(early).slice(1, 4), [
        ['pusher:cache_miss', {}],
        ['weather', { sky: 'rain' }],
        ['weather', { sky: 'clear' }],
      ]);
      assert.deepEqual(uncounted(late).slice(1), [['weather', { sky: 'clear' }]]);
    });
  }

  test('acknowledgement, cached event, count: in this order', async (t) => {
    const name = fresh('cache-weather');
    await sdk.trigger(name, 'weather', { sky: 'clear' });
    const channel = await subscribed(await connected(t, 'ada'), name);
    await hears(channel, 'pusher:subscription_count');

    assert.deepEqual(names(channel), ['pusher:subscription_succeeded', 'weather', 'pusher:subscription_count']);
  });
});

describe('client events', () => {
  /** Two clients on the channel: the one's `said` has what others said there, as [data, metadata]. */
  async function talking(t, name) {
    const [ada, bob] = [
      await subscribed(await connected(t, 'ada'), name),
      await subscribed(await connected(t, 'bob'), name),
    ];
    for (const channel of [ada, bob]) {
      channel.said = [];
      channel.bind('client-said', (data, metadata) => channel.said.push([data, metadata]));
    }
    return [ada, bob];
  }

  test('on a presence channel the others hear who said it, and the one who did hears nothing', async (t) => {
    const [ada, bob] = await talking(t, fresh('presence-room'));

    ada.trigger('client-said', { text: 'hello' });
    await until('a word', () => bob.said.length > 0);
    bob.trigger('client-said', ['hello', 'yourself']);
    await until('an answer', () => ada.said.length > 0);

    assert.deepEqual(bob.said, [[{ text: 'hello' }, { user_id: 'ada' }]]);
    assert.deepEqual(ada.said, [[['hello', 'yourself'], { user_id: 'bob' }]]);
  });

  for (const prefix of ['private-', 'private-cache-']) {
    test(`on ${prefix} nobody says who it was`, async (t) => {
      const [ada, bob] = await talking(t, fresh(`${prefix}room`));

      for (const data of [{ n: 1.5 }, 'text', null]) ada.trigger('client-said', data);
      await until('three words', () => bob.said.length >= 3);
      bob.trigger('client-said', 'end');
      await until('an answer', () => ada.said.length > 0);

      assert.deepEqual(bob.said.map(([data]) => data), [{ n: 1.5 }, 'text', null]);
      assert.deepEqual(ada.said.map(([data]) => data), ['end']);
      assert.deepEqual([...bob.said, ...ada.said].map(([, metadata]) => metadata?.user_id), Array(4).fill(undefined));
    });
  }

  test('a user_id that a client makes up is dropped', async (t) => {
    const name = fresh('presence-room');
    const [ada, bob] = await talking(t, name);

    ada.pusher.connection.send(
      JSON.stringify({ event: 'client-said', channel: name, data: 1, user_id: 'bob', extra: true }),
    );
    await until('a word', () => bob.said.length > 0);

    assert.deepEqual(bob.said, [[1, { user_id: 'ada' }]]);
    const frame = bob.pusher.frames.find(({ event }) => event === 'client-said');
    assert.deepEqual(frame, { event: 'client-said', channel: name, data: 1, user_id: 'ada' });
  });

  for (const [where, prefix, message] of [
    ['a public channel', 'room', 'Client events are only allowed on private and presence channels'],
    ['a channel one is not on', 'private-room', 'Not subscribed to channel'],
  ]) {
    test(`on ${where} they are refused, and the connection goes on`, async (t) => {
      const name = fresh(prefix);
      const pusher = await connected(t, 'ada');
      if (!prefix.startsWith('private-')) await subscribed(pusher, name);

      pusher.send_event('client-said', {}, name);
      await settled(pusher);

      assert.deepEqual(pusher.errors, [{ code: 4301, message }]);
      assert.equal(pusher.connection.state, 'connected');
    });
  }

  test('the eleventh within a second is refused', async (t) => {
    const [ada, bob] = await talking(t, fresh('presence-room'));

    for (let n = 1; n <= 11; n++) ada.trigger('client-said', n);
    await settled(ada.pusher);
    await until('ten words', () => bob.said.length >= 10);

    assert.deepEqual(ada.pusher.errors, [{ code: 4301, message: 'Client event rejected due to rate limit' }]);
    assert.deepEqual(bob.said.map(([data]) => data), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('users', () => {
  test('what is sent to a user reaches all of its connections and no other', async (t) => {
    const ada = fresh('ada');
    const clients = [await connected(t, ada), await connected(t, ada), await connected(t, fresh('bob'))];
    for (const pusher of clients) {
      pusher.notes = [];
      pusher.user.bind('note', (data) => pusher.notes.push(data));
      await signedIn(pusher);
    }
    const [first, second, bob] = clients;
    assert.deepEqual(first.user.user_data, { id: ada, user_info: { name: ada }, watchlist: [] });

    await sdk.sendToUser(ada, 'note', { text: 'for you' });
    await sdk.sendToUser(bob.user.user_data.id, 'note', { text: 'end' });
    for (const pusher of clients) await until('a note', () => pusher.notes.length > 0);

    assert.deepEqual([first.notes, second.notes], [[{ text: 'for you' }], [{ text: 'for you' }]]);
    assert.deepEqual(bob.notes, [{ text: 'end' }]);
  });

  test("nobody hears another user's channel", async (t) => {
    const [ada, bob] = [fresh('ada'), fresh('bob')];
    const pusher = await connected(t, ada);
    await signedIn(pusher);
    const name = `#server-to-user-${bob}`;

    pusher.send_event('pusher:subscribe', { channel: name, auth: sdk.authorizeChannel('1.1', 'private-x').auth });
    await until('a refusal', () => pusher.errors.length > 0);
    await sdk.sendToUser(bob, 'note', {});
    await settled(pusher);

    assert.deepEqual(pusher.errors, [{ code: 4000, message: 'Not authorized for this user channel' }]);
    assert.equal(pusher.frames.some(({ event, channel }) => event === 'note' && channel === name), false);
  });

  test('a sign-in with the wrong secret ends the connection, and the client does not come back', async (t) => {
    const pusher = await connected(t, 'mallory');

    pusher.signin();
    await until('the end', () => pusher.connection.state === 'disconnected');
    // A client that means to come back does so within a second.
    await delay(1_500);

    assert.deepEqual(pusher.errors[0], { code: 4009, message: 'Connection not authorized.' });
    assert.equal(pusher.connection.state, 'disconnected');
    assert.equal(pusher.frames.some(({ event }) => event === 'pusher:signin_success'), false);
  });

  test('a watcher hears who is there, comes and goes, each once', async (t) => {
    const [bob, eve] = [fresh('bob'), fresh('eve')];
    const early = await connected(t, bob);
    await signedIn(early);
    const watcher = await connected(t, fresh('ada'), { watchlist: bob });
    const seen = [];
    for (const event of ['online', 'offline']) watcher.user.watchlist.bind(event, (data) => seen.push(data));

    await signedIn(watcher);
    await until('who is there', () => seen.length >= 1);
    const tab = await connected(t, bob);
    await signedIn(tab);
    early.disconnect();
    await signedIn(await connected(t, eve));
    tab.disconnect();
    await until('the departure', () => seen.length >= 2);
    await signedIn(await connected(t, bob));
    await until('the return', () => seen.length >= 3);

    assert.deepEqual(seen, ['online', 'offline', 'online'].map((name) => ({ name, user_ids: [bob] })));
  });

  test('a watcher hears who is not there', async (t) => {
    const bob = fresh('bob');
    const watcher = await connected(t, fresh('ada'), { watchlist: bob });
    const seen = [];
    watcher.user.watchlist.bind('offline', (data) => seen.push(data));

    await signedIn(watcher);
    await until('the answer', () => seen.length > 0);

    assert.deepEqual(seen, [{ name: 'offline', user_ids: [bob] }]);
  });

  test('the application ends all connections of a user, and only those', async (t) => {
    const [ada, room] = [fresh('ada'), fresh('presence-room')];
    const [signed, member, bob] = [await connected(t, ada), await connected(t, ada), await connected(t, fresh('bob'))];
    await signedIn(signed);
    await subscribed(member, room);
    const watching = await subscribed(bob, room);

    const response = await sdk.terminateUserConnections(ada);
    for (const pusher of [signed, member]) await until('the end', () => pusher.connection.state === 'disconnected');
    await hears(watching, 'pusher:member_removed');

    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {});
    for (const { errors } of [signed, member]) {
      assert.deepEqual(errors[0], { code: 4009, message: 'You got disconnected by the app.' });
    }
    assert.equal(bob.connection.state, 'connected');
  });

  test('told to reconnect, a client is back with its channels and its user', async (t) => {
    const [ada, name] = [fresh('ada'), fresh('private-orders')];
    const pusher = await connected(t, ada);
    const channel = await subscribed(pusher, name);
    await signedIn(pusher);
    const notes = [];
    pusher.user.bind('note', (data) => notes.push(data));
    const before = pusher.connection.socket_id;

    const response = await sdk.post({ path: `/users/${ada}/force_reconnect`, body: {} });
    await until('another socket', () => pusher.connection.socket_id && pusher.connection.socket_id !== before);
    await until('the channel', () => channel.subscribed && pusher.user.serverToUserChannel?.subscribed);
    await sdk.sendToUser(ada, 'note', { text: 'still there' });
    await sdk.trigger(name, 'order.created', { id: 2 });
    await hears(channel, 'order.created');
    await until('the note', () => notes.length > 0);

    assert.equal(response.status, 200);
    assert.deepEqual(pusher.errors[0], { code: 4200, message: 'Force reconnect requested by the app.' });
    assert.deepEqual(notes, [{ text: 'still there' }]);
  });
});
