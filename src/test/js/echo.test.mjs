// Laravel Echo over stock pusher-js, set up as a Laravel application does. The app must have enable_client_messages.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Echo from 'laravel-echo';
import Pusher from 'pusher-js';
import { listening, sdk } from './application.mjs';
import { app, fresh, options, until } from './stentor.mjs';

const application = await listening();
after(() => application.close());

/** Echo for this user, connected. Its option bearerToken would be one for every Echo of the process. */
async function connected(t, user) {
  const echo = new Echo({
    ...options,
    broadcaster: 'pusher',
    Pusher,
    key: app.key,
    authEndpoint: `${application.url}/broadcasting/auth`,
    auth: { headers: { Authorization: `Bearer ${user}` } },
  });
  t.after(() => echo.disconnect());
  await until('the connection', () => echo.connectionStatus() === 'connected');
  return echo;
}

/** The channel once it is subscribed; its `heard` has what listeners hear, each under the name it was listened to. */
async function subscribed(channel, ...events) {
  let done = false;
  channel.subscribed(() => (done = true));
  channel.heard = [];
  for (const event of events) channel.listen(event, (data) => channel.heard.push([event, data]));
  await until(`the subscription of ${channel.name}`, () => done);
  return channel;
}

const hears = (channel, wanted) =>
  until(`${wanted} on ${channel.name}`, () => channel.heard.some(([event]) => event === wanted));

for (const [kind, prefix, join] of [
  ['public', '', (echo, name) => echo.channel(name)],
  ['private', 'private-', (echo, name) => echo.private(name)],
  ['encrypted', 'private-encrypted-', (echo, name) => echo.encryptedPrivate(name)],
]) {
  test(`events of channels that are ${kind}, by class name and by plain name`, async (t) => {
    const name = fresh('orders');
    const channel = await subscribed(join(await connected(t, 'ada'), name), 'OrderShipped', '.order.shipped', '.end');

    await sdk.trigger(prefix + name, 'App\\Events\\OrderShipped', { order: { id: 1 } });
    await sdk.trigger(prefix + name, 'OrderShipped', { order: { id: 2 } });
    await sdk.trigger(prefix + name, 'order.shipped', { order: { id: 3 } });
    await sdk.trigger(prefix + name, 'end', {});
    await hears(channel, '.end');

    assert.deepEqual(channel.heard, [
      ['OrderShipped', { order: { id: 1 } }],
      ['.order.shipped', { order: { id: 3 } }],
      ['.end', {}],
    ]);
  });
}

test('the socket that Echo names in X-Socket-ID does not hear what it caused', async (t) => {
  const name = fresh('orders');
  const [ada, bob] = [await connected(t, 'ada'), await connected(t, 'bob')];
  const sender = await subscribed(ada.private(name), 'OrderShipped', '.end');
  const other = await subscribed(bob.private(name), 'OrderShipped', '.end');

  await sdk.trigger(`private-${name}`, 'App\\Events\\OrderShipped', {}, { socket_id: ada.socketId() });
  await sdk.trigger(`private-${name}`, 'end', {});
  for (const channel of [sender, other]) await hears(channel, '.end');

  assert.deepEqual(sender.heard, [['.end', {}]]);
  assert.deepEqual(other.heard, [['OrderShipped', {}], ['.end', {}]]);
});

test('a notification', async (t) => {
  const name = fresh('App.Models.User');
  const channel = await subscribed((await connected(t, 'ada')).private(name));
  const heard = [];
  channel.notification((notification) => heard.push(notification));

  const notification = { id: 'a', type: 'App\\Notifications\\InvoicePaid', amount: 12.5 };
  await sdk.trigger(
    `private-${name}`,
    'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated',
    notification,
  );
  await until('the notification', () => heard.length > 0);

  assert.deepEqual(heard, [notification]);
});

test('a presence channel: who is here, joins and leaves', async (t) => {
  const name = fresh('room');
  const [ada, bob] = [await connected(t, 'ada'), await connected(t, 'bob')];
  const told = [];
  const joined = (echo, who) =>
    echo
      .join(name)
      .here((users) => told.push(`${who}: here ${users.map((user) => user.name)}`))
      .joining((user) => told.push(`${who}: joining ${user.name}`))
      .leaving((user) => told.push(`${who}: leaving ${user.name}`));

  joined(ada, 'ada');
  await until('the first', () => told.length >= 1);
  joined(bob, 'bob');
  await until('the second', () => told.length >= 3);
  bob.leave(name);
  await until('the departure', () => told.length >= 4);

  assert.equal(told[0], 'ada: here ada');
  assert.deepEqual(told.slice(1, 3).sort(), ['ada: joining bob', 'bob: here ada,bob']);
  assert.deepEqual(told.slice(3), ['ada: leaving bob']);
});

for (const [kind, join] of [
  ['private', (echo, name) => echo.private(name)],
  ['presence', (echo, name) => echo.join(name)],
]) {
  test(`a whisper on a ${kind} channel reaches the others`, async (t) => {
    const name = fresh('room');
    const channels = [];
    for (const user of ['ada', 'bob', 'eve']) {
      const channel = await subscribed(join(await connected(t, user), name));
      channel.listenForWhisper('typing', (data) => channel.heard.push(data));
      channels.push(channel);
    }
    const [ada, bob, eve] = channels;

    ada.whisper('typing', { name: 'Ada' });
    for (const channel of [bob, eve]) await until('the whisper', () => channel.heard.length >= 1);
    bob.whisper('typing', { name: 'Bob' });
    await until('the other whisper', () => ada.heard.length >= 1 && eve.heard.length >= 2);

    assert.deepEqual(ada.heard, [{ name: 'Bob' }]);
    assert.deepEqual(bob.heard, [{ name: 'Ada' }]);
    assert.deepEqual(eve.heard, [{ name: 'Ada' }, { name: 'Bob' }]);
  });
}

for (const [who, user, status] of [
  ['the server, which does not know the signature', 'mallory', 401],
  ['the application, which gives none', 'nobody', 403],
]) {
  for (const [kind, join] of [
    ['private', (echo) => echo.private(fresh('orders'))],
    ['presence', (echo) => echo.join(fresh('room'))],
  ]) {
    test(`error() tells of a ${kind} channel refused by ${who}`, async (t) => {
      const echo = await connected(t, user);
      const errors = [];
      let here = false;

      const channel = join(echo)
        .error((error) => errors.push(error))
        .subscribed(() => (here = true));
      await until('the error', () => errors.length > 0);
      await subscribed(echo.channel(fresh('public')));

      assert.deepEqual(errors.map((error) => [error.type, error.status]), [['AuthError', status]]);
      assert.equal(here, false);
      assert.equal(channel.subscription.subscribed, false);
      assert.equal(echo.connectionStatus(), 'connected');
    });
  }
}

test('after leave() nothing more comes, and one can come again', async (t) => {
  const name = fresh('orders');
  const echo = await connected(t, 'ada');
  const left = await subscribed(echo.private(name), 'OrderShipped');
  const other = await subscribed(echo.channel(fresh('other')), '.end');

  echo.leave(name);
  // The answer to what is sent after it says that the leaving has been read.
  await subscribed(echo.channel(fresh('other')));
  await sdk.trigger(`private-${name}`, 'App\\Events\\OrderShipped', { id: 1 });
  await sdk.trigger(other.name, 'end', {});
  await hears(other, '.end');
  assert.deepEqual(left.heard, []);

  const again = await subscribed(echo.private(name), 'OrderShipped');
  await sdk.trigger(`private-${name}`, 'App\\Events\\OrderShipped', { id: 2 });
  await hears(again, 'OrderShipped');
  assert.deepEqual(again.heard, [['OrderShipped', { id: 2 }]]);
});
