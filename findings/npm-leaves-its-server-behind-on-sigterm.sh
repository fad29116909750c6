#!/bin/sh
# What happens: `npm run` gets SIGTERM and passes it on, but to the shell that it runs the script with. Debian's sh (dash) dies of it,
# and npm ends by the same signal; the server hears nothing, runs on as a child of process 1, and keeps its port. With
# `exec` before the command, or with script-shell set to bash, which replaces itself by its only command, the server gets the
# signal and can end in order.
# Expected: that the signal reaches the server: npm passes signals on, and one simple command needs no shell that stays.
# With: npm 11.19.1, dash 0.5.12-2 and bash 5.2 of Debian 12, Node 20.
# What follows: a supervisor or a test that ends `npm start` by its process id leaves the old server running, and the next one
# finds the port taken. Start `node` itself, or write `exec node ...` into the script, or let the server watch its parent.
set -eu
[ "$(readlink -f /bin/sh)" = /usr/bin/dash ] && [ -x /bin/bash ] || { echo "Needs dash as sh, and bash, as on Debian."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent npm@11.19.1
cat > package.json <<'JSON'
{ "private": true, "scripts": { "plain": "node server.cjs", "replaced": "exec node server.cjs" } }
JSON
cat > server.cjs <<'NODE'
const { writeFileSync } = require('node:fs');
process.on('SIGTERM', () => {
  writeFileSync('heard', 'SIGTERM');
  process.exit();
});
setTimeout(() => process.exit(), 15_000);
writeFileSync('pid', `${process.pid}`);
NODE
cat > run.mjs <<'NODE'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

async function untilTrue(isTrue, times) {
  for (let i = 0; i < times && !isTrue(); i++) await sleep(100);
  return isTrue();
}
const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const readPid = () => (existsSync('pid') ? Number(readFileSync('pid', 'utf8')) : 0);

/** Starts a script by npm, ends npm by SIGTERM. */
async function run(script, ...options) {
  for (const file of ['pid', 'heard']) rmSync(file, { force: true });
  const npm = spawn(process.execPath, ['node_modules/npm/bin/npm-cli.js', 'run', script, '--silent', '--no-update-notifier', ...options], { stdio: 'ignore' });
  const exit = once(npm, 'exit');
  if (!await untilTrue(() => readPid() > 0, 100)) throw new Error('the server did not start');
  npm.kill('SIGTERM');
  const [code, signal] = await exit;
  const server = readPid();
  const isGone = await untilTrue(() => !isAlive(server), 20);
  if (!isGone) process.kill(server, 'SIGKILL');
  return `npm ends with ${signal ?? code}; the server ${existsSync('heard') ? 'heard SIGTERM' : 'heard nothing'} and ${isGone ? 'is gone' : 'lives on'}`;
}

const rows = [
  ['node server, sh', 'npm ends with SIGTERM; the server heard nothing and lives on', await run('plain', '--script-shell=/bin/sh')],
  ['exec node server, sh', 'npm ends with 0; the server heard SIGTERM and is gone', await run('replaced', '--script-shell=/bin/sh')],
  ['node server, bash', 'npm ends with 0; the server heard SIGTERM and is gone', await run('plain', '--script-shell=/bin/bash')],
];
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(21)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 50 node run.mjs
