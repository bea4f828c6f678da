// The application behind the clients: it publishes, authorises and signs users in, all with the stock Node SDK.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { app, publisher } from './stentor.mjs';

const encryption = { encryptionMasterKeyBase64: randomBytes(32).toString('base64') };
const forger = publisher('not-the-secret', encryption);
const script = createRequire(import.meta.url).resolve('pusher-js/dist/web/pusher-with-encryption.min.js');

export const sdk = publisher(app.secret, encryption);

/**
 * A client says as bearer token who it is. The application refuses nobody: that is, the one of that name. What mallory
 * gets is signed with the wrong secret.
 */
const ANSWERS = {
  '/pusher/auth': (user, form) => channel(user, form),
  '/broadcasting/auth': (user, form) => channel(user, form),
  '/pusher/user-auth': (user, form) =>
    signer(user).authenticateUser(form.get('socket_id'), {
      id: user,
      user_info: { name: user },
      watchlist: form.getAll('watchlist'),
    }),
};

function channel(user, form) {
  const name = form.get('channel_name');
  const member = name.startsWith('presence-') && !form.has('anonymous');
  const data = member ? { user_id: user, user_info: { name: user } } : undefined;
  const answer = signer(user).authorizeChannel(form.get('socket_id'), name, data);
  // Many a serialiser writes null for what is not there.
  return form.has('nulls') ? { channel_data: null, ...answer } : answer;
}

const signer = (user) => (user === 'mallory' ? forger : sdk);

/** The application, on a free loopback port; at / it has an empty page with pusher-js in it. */
export async function listening() {
  const server = createServer(async (request, response) => {
    const user = request.headers.authorization?.replace('Bearer ', '');
    const answer = ANSWERS[request.url];
    const asked = Buffer.concat(await request.toArray()).toString();
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><link rel="icon" href="data:,"><script src="/pusher.js"></script>');
    } else if (request.url === '/pusher.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(await readFile(script));
    } else if (!answer || !user || user === 'nobody') {
      response.writeHead(403).end();
    } else {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(user, new URLSearchParams(asked))));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
