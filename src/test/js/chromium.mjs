// The browser of those tests that need one.
import { chromium } from 'playwright-core';

export const executablePath = process.env.CHROMIUM;

/** Chromium without a window, and without requests of its own. */
export const launched = () =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
