#!/bin/sh
# What happens: Chromium split the permission "local-network-access" into "loopback-network" and "local-network" and kept the old
# name. In a user's profile the old name is a view of the two: denied if one of them is, else granted if one of them is. Set by
# DevTools' Browser.setPermission it is a third permission, accepted and told to the page, which decides nothing: granted, it
# permits no request; denied, it stops none, and the new names set that way do not show in it. Playwright's grantPermissions
# takes the old name for both new ones and does not know theirs.
# Expected: that a test which sets the old name sets what a user's answer sets, as of an alias
# (https://developer.mozilla.org/docs/Web/Security/Defenses/Local_network_access); no error says otherwise.
# With: Chromium 156 of Debian 12 (headless: a question about a permission is answered with no), playwright 1.64.1, Node 20. The
# address spaces come from --ip-address-space-overrides, so that all stays on loopback.
# What follows: tests of a page that sends to a device or a store nearby have to set the new names through DevTools, or write the
# answers into the profile; what they see of the old name otherwise says nothing of users. The page asks for the name that goes
# with the address: "granted" by the old one may stand for the other half.
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1
cat > run.mjs <<'NODE'
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright';
const [executablePath, dir] = process.argv.slice(2);
const ALLOW = 1, BLOCK = 2; // content settings of a profile

const servers = [];
async function serve() {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
    response.end('<!doctype html>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return server.address().port;
}
const pagePort = await serve(), loopbackPort = await serve(), localPort = await serve();
const origin = `http://127.0.0.1:${pagePort}`;
const options = {
  executablePath,
  args: [
    `--ip-address-space-overrides=127.0.0.1:${pagePort}=public,127.0.0.1:${localPort}=local`,
    '--disable-gpu',
    '--disable-background-networking',
    ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
  ],
};

/** What the three names say and what requests do: "old, loopback, local / to loopback, to local". */
async function look(page) {
  await page.goto(origin);
  return page.evaluate(async (ports) => {
    const states = [];
    for (const name of ['local-network-access', 'loopback-network', 'local-network']) {
      states.push((await navigator.permissions.query({ name })).state);
    }
    const requests = [];
    for (const port of ports) {
      requests.push(await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) }).then(() => 'passes', ({ name }) => name));
    }
    return `${states.join(', ')} / ${requests.join(', ')}`;
  }, [loopbackPort, localPort]);
}

/** A profile in which the user has answered. */
async function withProfile(name, answers) {
  mkdirSync(`${dir}/${name}/Default`, { recursive: true });
  const exceptions = Object.fromEntries(Object.entries(answers).map(([key, setting]) => [key, { [`${origin},*`]: { setting } }]));
  writeFileSync(`${dir}/${name}/Default/Preferences`, JSON.stringify({ profile: { content_settings: { exceptions } } }));
  const context = await chromium.launchPersistentContext(`${dir}/${name}`, options);
  try {
    return await look(await context.newPage());
  } finally {
    await context.close();
  }
}

/** A context whose permissions a test sets through DevTools. */
async function withDevTools(browser, settings) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  const session = await context.newCDPSession(page);
  const { targetInfo: { browserContextId } } = await session.send('Target.getTargetInfo');
  for (const [name, setting] of Object.entries(settings)) {
    await session.send('Browser.setPermission', { permission: { name }, setting, origin, browserContextId });
  }
  const seen = await look(page);
  await context.close();
  return seen;
}

async function withPlaywright(browser, name) {
  const context = await browser.newContext();
  try {
    await context.grantPermissions([name], { origin });
    return await look(await context.newPage());
  } catch (error) {
    return /Unknown permission/.exec(error.message)?.[0] ?? error.message;
  } finally {
    await context.close();
  }
}

const browser = await chromium.launch(options);
console.log(`Chromium ${browser.version()}: local-network-access, loopback-network, local-network / request to loopback, to local`);
const rows = [
  ['profile: loopback granted', 'granted, granted, prompt / passes, TypeError',
    await withProfile('half', { loopback_network: ALLOW })],
  ['profile: loopback granted, local denied', 'denied, granted, denied / passes, TypeError',
    await withProfile('mixed', { loopback_network: ALLOW, local_network: BLOCK })],
  ['profile: both granted', 'granted, granted, granted / passes, passes',
    await withProfile('both', { loopback_network: ALLOW, local_network: ALLOW })],
  ['DevTools: old name granted', 'granted, prompt, prompt / TypeError, TypeError',
    await withDevTools(browser, { 'local-network-access': 'granted' })],
  ['DevTools: old name denied, both granted', 'denied, granted, granted / passes, passes',
    await withDevTools(browser, { 'local-network-access': 'denied', 'loopback-network': 'granted', 'local-network': 'granted' })],
  ['Playwright: old name granted', 'granted, granted, granted / passes, passes', await withPlaywright(browser, 'local-network-access')],
  ['Playwright: loopback-network granted', 'Unknown permission', await withPlaywright(browser, 'loopback-network')],
];
await browser.close();
for (const server of servers) server.close();
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(40)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
node run.mjs $CHROMIUM "$DIR"
