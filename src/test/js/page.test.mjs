// The page at / in a real browser, and the headers it comes with.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { executablePath, launched } from './chromium.mjs';
import { base, publisher, until, url } from './stentor.mjs';

const HOSTILE = '<img src=x onerror=alert(1)>';
const fetched = (path, headers = {}) => fetch(base + path, { headers, signal: AbortSignal.timeout(10_000) });
const { mode } = await (await fetched('/page.json')).json();
const noBrowser = executablePath ? false : 'CHROMIUM names no browser';
const noDemo = noBrowser || (mode === 'demo' ? false : `the page is in mode ${mode}, not demo`);

describe('over HTTP', () => {
  test('the page comes with strict headers', async () => {
    const response = await fetched('/', { accept: 'text/html' });
    const csp = directives(response.headers.get('content-security-policy'));
    const effective = (name) => csp.get(name) ?? csp.get('default-src');

    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^text\/html/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(response.headers.get('referrer-policy') ?? '', /^(no-referrer|same-origin|strict-origin)$/);
    assert.match(csp.get('default-src') ?? '', /^'(none|self)'$/);
    assert.match(effective('object-src'), /^'(none|self)'$/);
    assert.match(csp.get('base-uri') ?? '', /^'(none|self)'$/);
    assert.match(csp.get('form-action') ?? '', /^'(none|self)'$/);
    assert.match(csp.get('frame-ancestors') ?? '', /^'(none|self)'$/);
    for (const [name, value] of csp) {
      assert.doesNotMatch(` ${value} `, / ('unsafe-[a-z-]+'|\*|https?:) /, `${name} ${value}`);
    }
  });

  test('pusher.min.js is the one that Pusher publishes', async () => {
    const published = createRequire(import.meta.url).resolve('pusher-js/dist/web/pusher.min.js');
    const response = await fetched('/pusher.min.js');

    assert.equal(response.status, 200);
    assert.equal(Buffer.compare(Buffer.from(await response.arrayBuffer()), await readFile(published)), 0);
  });
});

describe('in a browser', { skip: noBrowser }, () => {
  let browser;

  before(async () => {
    browser = await launched();
  });
  after(() => browser?.close());

  /** The page, opened. Its `complaints` has what went wrong: errors, violations, dialogs, requests to elsewhere. */
  async function opened(t, options) {
    const context = await browser.newContext(options);
    t.after(() => context.close());
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const complaints = (page.complaints = []);
    page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
    page.on('dialog', async (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on('request', (request) => stray(request.url()) && complaints.push(`request: ${request.url()}`));
    const frames = (page.heard = []);
    page.on('websocket', (socket) => {
      if (stray(socket.url())) complaints.push(`socket: ${socket.url()}`);
      socket.on('framereceived', ({ payload }) => frames.push(String(payload)));
    });
    await context.exposeFunction('complain', (text) => complaints.push(text));
    await context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (violation) =>
        window.complain(`violation: ${violation.violatedDirective} ${violation.blockedURI}`),
      ),
    );
    await Promise.all([page.waitForResponse(`${base}/page.json`), page.goto(`${base}/`)]);
    await until('the status', async () => (await page.locator('#status').innerText()).trim() !== '');
    return page;
  }

  async function connect(page) {
    await page.locator('#connect').click();
    await until('the state connected', async () => (await page.locator('#state').innerText()).trim() === 'connected');
    await until('the subscription', () => page.heard.some((frame) => frame.includes('subscription_succeeded')));
  }

  async function publish(page, name, data) {
    await page.locator('#publish-name').fill(name);
    await page.locator('#publish-data').fill(data);
    await page.locator('#publish').click();
  }

  /** The row of the log with this event; innerText, so what a reader sees. */
  async function row(page, name) {
    const found = page.locator('#log li').filter({ hasText: name });
    await found.first().waitFor();
    return found.first().innerText();
  }

  test('the status shows, nothing is refused, and nothing is fetched from elsewhere', async (t) => {
    const page = await opened(t);

    assert.equal(await page.locator('#status').isVisible(), true);
    assert.deepEqual(page.complaints, []);
  });

  test('connect, publish, and the event is in the log', { skip: noDemo }, async (t) => {
    const page = await opened(t);

    await connect(page);
    assert.match(await page.locator('#socket-id').innerText(), /[1-9][0-9]{0,9}\.[1-9][0-9]{0,9}/);
    await publish(page, 'page.greeting', 'hello from the page');

    assert.match(await row(page, 'page.greeting'), /hello from the page/);
    await until('the result of the publish', async () => (await page.locator('#publish-result').innerText()).trim());
    assert.deepEqual(page.complaints, []);
  });

  test('hostile data is text', { skip: noDemo }, async (t) => {
    const page = await opened(t);

    await connect(page);
    await publish(page, 'page.hostile', HOSTILE);

    assert.equal((await row(page, 'page.hostile')).includes(HOSTILE), true);
    assert.equal(await page.locator('#log img').count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test('a hostile event name from elsewhere is text', { skip: noDemo }, async (t) => {
    const page = await opened(t);
    const name = '<b id=evil onclick=alert(1)>name</b>';

    await connect(page);
    await publisher().trigger(await page.locator('#channel').inputValue(), name, { html: HOSTILE });

    assert.equal((await row(page, name)).includes(name), true);
    assert.equal(await page.locator('#evil').count(), 0);
    assert.equal(await page.locator('#log img').count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test('360 pixels are wide enough', async (t) => {
    const page = await opened(t, { viewport: { width: 360, height: 740 } });
    await fits(page);

    if (noDemo) return;
    await connect(page);
    await publish(page, `page.${'long'.repeat(40)}`, 'w'.repeat(400));
    await row(page, 'page.long');
    await fits(page);
  });

  async function fits(page) {
    const [needed, there] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    assert.equal(needed <= there, true, `${needed} pixels needed, ${there} there`);
  }

  test('dark mode is dark, with light text on it', async (t) => {
    const page = await opened(t, { colorScheme: 'dark' });

    const { dark, light } = await shades(page);

    assert.equal(dark > 0.6, true, `${dark} of the picture is dark`);
    assert.equal(light > 0.0001, true, `${light} of the picture is light`);
    assert.deepEqual(page.complaints, []);
  });

  /** How much of the page's picture is dark, and how much light; looked at in a page of its own, without the CSP. */
  async function shades(page) {
    const picture = (await page.screenshot()).toString('base64');
    const easel = await page.context().newPage();
    return easel.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.width, image.height);
      let [dark, light] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        const luma = 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
        if (luma < 64) dark++;
        if (luma > 160) light++;
      }
      const pixels = data.length / 4;
      return { dark: dark / pixels, light: light / pixels };
    }, picture);
  }
});

/** Whether this address is on another server; data: and blob: go nowhere. */
function stray(address) {
  const { protocol, host } = new URL(address);
  return /^(https?|wss?):$/.test(protocol) && host !== url.host;
}

/** A Content-Security-Policy by directive. */
function directives(policy) {
  assert.notEqual(policy, null, 'no Content-Security-Policy');
  const parts = policy.split(';').map((part) => part.trim().split(/\s+/));
  return new Map(parts.filter(([name]) => name).map(([name, ...values]) => [name.toLowerCase(), values.join(' ')]));
}
