// All that the stock Node SDK can ask of the HTTP API; stock pusher-js hears what comes of it.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import PusherJs from 'pusher-js';
import nacl from 'tweetnacl';
import { listening, sdk } from './application.mjs';
import { app, fresh, options, publisher, until } from './stentor.mjs';

const application = await listening();
after(() => application.close());

/** A client of this user, connected. Its `heard` has each event of a channel: channel, event, data, user_id. */
async function connected(t, user) {
  const asks = (path) => ({ endpoint: application.url + path, headers: { Authorization: `Bearer ${user}` } });
  const pusher = new PusherJs(app.key, {
    ...options,
    channelAuthorization: asks('/pusher/auth'),
    userAuthentication: asks('/pusher/user-auth'),
  });
  t.after(() => pusher.disconnect());
  pusher.heard = [];
  pusher.connection.bind('message', (frame) => {
    if (!/^pusher(_internal)?:/.test(frame.event)) pusher.heard.push(frame);
  });
  await until('the state connected', () => pusher.connection.state === 'connected');
  return pusher;
}

async function subscribed(t, name, user = 'ada') {
  const pusher = await connected(t, user);
  const channel = pusher.subscribe(name);
  await until(`the subscription of ${name}`, () => channel.subscribed);
  return pusher;
}

async function signedIn(t, user) {
  const pusher = await connected(t, user);
  pusher.signin();
  await until('the own channel', () => pusher.user.serverToUserChannel?.subscribed);
  return pusher;
}

const hears = (pusher, event) => until(`the event ${event}`, () => pusher.heard.some((one) => one.event === event));
const answer = async (response) => ({ status: response.status, body: await response.json() });
const ok = (body) => ({ status: 200, body });

/** What the SDK says of a request that is refused. */
async function refusal(request) {
  const error = await request.then(
    () => assert.fail('it was not refused'),
    (refused) => refused,
  );
  const { code, status } = JSON.parse(error.body);
  assert.equal(error.status, status);
  return [status, code];
}

describe('publishing', () => {
  test('to several channels, without one socket, with a look at who is there', async (t) => {
    const [one, presence] = [fresh('one'), fresh('presence-two')];
    const [sender, other, member] = [await subscribed(t, one), await subscribed(t, one), await subscribed(t, presence)];

    const response = await sdk.trigger([one, presence], 'news', { text: 'Grüße / <b> 世界' }, {
      socket_id: sender.connection.socket_id,
      info: 'user_count,subscription_count',
    });
    assert.deepEqual(
      await answer(response),
      ok({ channels: { [one]: { subscription_count: 2 }, [presence]: { user_count: 1, subscription_count: 1 } } }),
    );
    assert.deepEqual(await answer(await sdk.trigger(one, 'end', 'text')), ok({}));
    for (const pusher of [sender, other]) await hears(pusher, 'end');
    await hears(member, 'news');

    const event = (channel, event, data) => ({ channel, event, data });
    const news = { text: 'Grüße / <b> 世界' };
    assert.deepEqual(sender.heard, [event(one, 'end', 'text')]);
    assert.deepEqual(other.heard, [event(one, 'news', news), event(one, 'end', 'text')]);
    assert.deepEqual(member.heard, [event(presence, 'news', news)]);
  });

  test('a batch', async (t) => {
    const [one, two] = [fresh('one'), fresh('two')];
    const [sender, other] = [await subscribed(t, one), await subscribed(t, two)];

    const response = await sdk.triggerBatch([
      { channel: one, name: 'first', data: { id: 1 }, socket_id: sender.connection.socket_id },
      { channel: two, name: 'second', data: 'text', info: 'subscription_count' },
      { channel: one, name: 'third', data: [3] },
    ]);
    assert.deepEqual(await answer(response), ok({ batch: [{}, { subscription_count: 1 }, {}] }));
    await hears(sender, 'third');
    await hears(other, 'second');

    assert.deepEqual(sender.heard, [{ channel: one, event: 'third', data: [3] }]);
    assert.deepEqual(other.heard, [{ channel: two, event: 'second', data: 'text' }]);
  });

  test('a batch with one bad event reaches nobody', async (t) => {
    const name = fresh('orders');
    const pusher = await subscribed(t, name);

    const bad = sdk.triggerBatch([
      { channel: name, name: 'good', data: 1 },
      { channel: 'not a name', name: 'bad', data: 1 },
    ]);
    assert.deepEqual(await refusal(bad), [400, 'invalid_input']);
    await sdk.trigger(name, 'end', 1);
    await hears(pusher, 'end');

    assert.deepEqual(pusher.heard.map(({ event }) => event), ['end']);
  });

  test('encrypted: whoever has the shared secret can read it', async (t) => {
    const name = fresh('private-encrypted-orders');
    // pusher-js for Node brings no decryption: its frames are as they were sent.
    const pusher = await subscribed(t, name);

    assert.deepEqual(await answer(await sdk.trigger(name, 'secret', { id: 1 })), ok({}));
    await hears(pusher, 'secret');

    const bytes = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));
    const { nonce, ciphertext } = pusher.heard[0].data;
    const secret = new Uint8Array(sdk.channelSharedSecret(name));
    const opened = nacl.secretbox.open(bytes(ciphertext), bytes(nonce), secret);
    assert.equal(Buffer.from(opened).toString(), '{"id":1}');
  });

  test('to a user', async (t) => {
    const [ada, bob] = [fresh('ada'), fresh('bob')];
    const [hers, his] = [await signedIn(t, ada), await signedIn(t, bob)];

    assert.deepEqual(await answer(await sdk.sendToUser(ada, 'note', { id: 1 })), ok({}));
    await sdk.sendToUser(bob, 'end', {});
    await hears(hers, 'note');
    await hears(his, 'end');

    assert.deepEqual(hers.heard, [{ channel: `#server-to-user-${ada}`, event: 'note', data: { id: 1 } }]);
    assert.deepEqual(his.heard.map(({ event }) => event), ['end']);
  });

  test('the old way, whose name is a parameter that the SDK signs', async (t) => {
    const name = fresh('orders');
    const pusher = await subscribed(t, name);

    const response = await sdk.post({ path: `/channels/${name}/events`, params: { name: 'old' }, body: { id: 1 } });
    assert.deepEqual(await answer(response), { status: 202, body: {} });
    await hears(pusher, 'old');

    assert.deepEqual(pusher.heard, [{ channel: name, event: 'old', data: { id: 1 } }]);
  });
});

describe('asking', () => {
  test('which channels there are', async (t) => {
    const name = fresh('presence-asked');
    await subscribed(t, name);
    await subscribed(t, name.replace('presence-', 'public-'));

    const params = { filter_by_prefix: name.slice(0, -1), info: 'user_count,subscription_count' };
    assert.deepEqual(
      await answer(await sdk.get({ path: '/channels', params })),
      ok({ channels: { [name]: { user_count: 1, subscription_count: 1 } } }),
    );
  });

  test('with parameters that the SDK puts into the address as they are', async () => {
    const params = { filter_by_prefix: 'presence-é <x>"{}|\\^`,@', info: 'user_count' };

    assert.deepEqual(await answer(await sdk.get({ path: '/channels', params })), ok({ channels: {} }));
  });

  test('what is known of a channel, and who is in it', async (t) => {
    const name = `${fresh('presence-asked')}=@,.;x`;
    await subscribed(t, name, 'ada');
    await subscribed(t, name, 'ada');
    await subscribed(t, name, 'bob');

    const path = `/channels/${name}`;
    assert.deepEqual(
      await answer(await sdk.get({ path, params: { info: 'user_count,subscription_count' } })),
      ok({ occupied: true, user_count: 2, subscription_count: 3 }),
    );
    assert.deepEqual(await answer(await sdk.get({ path: `${path}/users` })), ok({ users: [{ id: 'ada' }, { id: 'bob' }] }));
    assert.deepEqual(await answer(await sdk.get({ path: '/channels/nobody' })), ok({ occupied: false }));
  });

  test('how many connections there are', async (t) => {
    await connected(t, 'ada');

    const { status, body } = await answer(await sdk.get({ path: '/connections' }));

    assert.equal(status, 200);
    assert.ok(body.connections >= 1);
  });

  test('a refusal says why', async () => {
    assert.deepEqual(await refusal(sdk.get({ path: '/channels', params: { info: 'user_count' } })), [400, 'invalid_input']);
    assert.deepEqual(await refusal(publisher('not-the-secret').get({ path: '/channels' })), [401, 'auth_failed']);
  });
});

test('a user is let go, another stays', async (t) => {
  const [ada, bob] = [fresh('ada'), fresh('bob')];
  const [hers, his] = [await signedIn(t, ada), await signedIn(t, bob)];
  const errors = [];
  hers.connection.bind('error', ({ data }) => errors.push(data));

  assert.deepEqual(await answer(await sdk.terminateUserConnections(ada)), ok({}));
  await until('the end', () => hers.connection.state === 'disconnected');
  await sdk.sendToUser(bob, 'end', {});
  await hears(his, 'end');

  assert.deepEqual(errors[0], { code: 4009, message: 'You got disconnected by the app.' });
});

test('a webhook is valid', () => {
  // The vector of protocol 9.1.
  const body = '{"time_ms":1700000000000,"events":[{"name":"channel_occupied","channel":"orders"}]}';
  const headers = {
    'content-type': 'application/json',
    'x-pusher-key': 'app-key',
    'x-pusher-signature': 'c1b112fcc5fc333a8453bb4b62c1a43094f2126d3c3f4ed442a92f5cda54f8e4',
  };

  const webhook = sdk.webhook({ headers, rawBody: body });
  assert.equal(webhook.isValid(), true);
  assert.deepEqual(webhook.getEvents(), [{ name: 'channel_occupied', channel: 'orders' }]);
  assert.deepEqual(webhook.getTime(), new Date(1_700_000_000_000));
  assert.equal(sdk.webhook({ headers, rawBody: `${body} ` }).isValid(), false);
  assert.equal(sdk.webhook({ headers: { ...headers, 'x-pusher-key': 'other-key' }, rawBody: body }).isValid(), false);
});
