#!/bin/sh
# What happens: Playwright takes a screenshot of a page whose policy allows no inline styles. In a Firefox of the system, driven by
# WebDriver BiDi, it puts an empty style into the page for that moment, under the page's own policy, whatever the screenshot's
# options are: the style is refused, the page hears a `securitypolicyviolation`, and a policy with a report address reports it.
# The screenshot is taken all the same. In Chromium nothing of this happens.
# Expected: that a screenshot leaves no trace in the page, and that a breach that a test counts is one of the page.
# With: playwright 1.64.1 (channel moz-firefox), Firefox 153 and Chromium 156 of Debian 12, Node 20.
# What follows: tests that count breaches of a policy take their screenshots after counting.
set -eu
CHROMIUM=/usr/bin/chromium FIREFOX=/usr/bin/firefox-esr
[ -x $CHROMIUM ] && [ -x $FIREFOX ] || { echo "Needs Debian's packages chromium and firefox-esr."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1
cat > run.mjs <<'NODE'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium, firefox } from 'playwright';
const [chromiumPath, firefoxPath] = process.argv.slice(2);

const SCRIPT = `window.breaches = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  window.breaches.push(effectiveDirective + ' ' + blockedURI);
});`;
const server = createServer(({ url }, response) => {
  if (url === '/page.js') return response.setHeader('content-type', 'text/javascript').end(SCRIPT);
  response.setHeader('content-type', 'text/html');
  response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; style-src 'self'");
  response.end('<!doctype html><link rel="icon" href="data:,"><input><script src="/page.js"></script>');
}).listen(0, '127.0.0.1');
await once(server, 'listening');

async function breachesOf(browser, options) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate('window.breaches.length = 0');
  const image = await page.screenshot(options);
  const breaches = await page.evaluate('window.breaches');
  await page.close();
  return { breaches: breaches.join(', ') || 'none', isTaken: image.length > 0 };
}

let isAsTold = true;
for (const [name, launch, expected] of [
  ['Chromium', () => chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] }), 'none'],
  ['Firefox', () => firefox.launch({ executablePath: firefoxPath, channel: 'moz-firefox' }), 'style-src-elem inline'],
]) {
  const browser = await launch();
  for (const caret of ['hide', 'initial']) {
    const { breaches, isTaken } = await breachesOf(browser, { caret });
    console.log(`${name} ${browser.version()}, caret: '${caret}': breaches ${breaches}; taken: ${isTaken}`);
    isAsTold &&= isTaken && breaches === expected;
  }
  await browser.close();
}
server.closeAllConnections();
server.close();
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 90 node run.mjs $CHROMIUM $FIREFOX
