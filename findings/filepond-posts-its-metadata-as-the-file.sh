#!/bin/sh
# What happens: FilePond sends every file as two parts of one name: first its metadata as JSON ("{}"), then the file. Put the fields
# of a PostObject form before them, call the field `file` as the store wants it, and Ceph's gateway takes the first part of that
# name for the file: it stores the two bytes "{}" under the key and answers 204, and FilePond shows the upload as complete. With
# the fields appended as FilePond's own example of `ondata` does it, they come after the file, and the store refuses the form.
# Expected: that the form holds one part for the file, and that a 204 means that the file is there.
# With: filepond 4.32.12, radosgw 16.2.15 of Debian 12 (signature version 2), Chromium 156, playwright 1.64.1, esbuild 0.28.1, Node 20.
# What follows: build the form anew in `ondata` and take the last part alone (`formData.getAll('file').at(-1)`). Compare the size or
# a checksum with what is in the store: neither the status nor the progress tells that other bytes were stored.
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
for PROGRAM in ceph ceph-mon ceph-osd radosgw radosgw-admin monmaptool; do
  command -v $PROGRAM >/dev/null || { echo "Needs Debian's packages radosgw, ceph-mon, ceph-osd and ceph-common."; exit 2; }
done
DIR=$(mktemp -d)
PIDS=
stop() {
  for PID in $PIDS; do kill -9 "$PID" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$DIR"
}
trap stop EXIT
cat > "$DIR/ports.mjs" <<'NODE'
import { createServer } from 'node:net';
const servers = [0, 1].map(() => createServer().listen(0, '127.0.0.1'));
setTimeout(() => {
  console.log(servers.map((server) => server.address().port).join(' '));
  process.exit();
}, 50);
NODE
read -r MON_PORT PORT <<PORTS
$(node "$DIR/ports.mjs")
PORTS
FSID=$(cat /proc/sys/kernel/random/uuid)
OSD=$(cat /proc/sys/kernel/random/uuid)
mkdir "$DIR/mon" "$DIR/osd" "$DIR/rgw"
cat > "$DIR/ceph.conf" <<CONF
[global]
fsid = $FSID
mon host = v2:127.0.0.1:$MON_PORT/0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
run dir = $DIR
admin socket = $DIR/\$name.sock
pid file = $DIR/\$name.pid
log file = $DIR/\$name.log
keyring = $DIR/keyring
mon data = $DIR/mon
mon data avail crit = 0
mon data avail warn = 0
paxos propose interval = 0.02
paxos min wait = 0.01
osd data = $DIR/osd
osd objectstore = memstore
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
[client.rgw]
rgw data = $DIR/rgw
rgw frontends = beast endpoint=127.0.0.1:$PORT
CONF
CONF=$DIR/ceph.conf
monmaptool --create --addv a "v2:127.0.0.1:$MON_PORT" --fsid "$FSID" "$DIR/monmap" >/dev/null
ceph-mon -c "$CONF" -i a --mkfs --monmap "$DIR/monmap" --keyring /dev/null
ceph-mon -c "$CONF" -i a -f >"$DIR/mon.out" 2>&1 & PIDS="$PIDS $!"
timeout 20 ceph -c "$CONF" osd new "$OSD" >/dev/null
ceph-osd -c "$CONF" -i 0 --mkfs --osd-uuid "$OSD" >"$DIR/osd.out" 2>&1
ceph-osd -c "$CONF" -i 0 -f >>"$DIR/osd.out" 2>&1 & PIDS="$PIDS $!"
timeout 40 radosgw-admin -c "$CONF" -n client.rgw user create --uid=u --display-name=u --access-key=key --secret-key=secret >/dev/null
radosgw -c "$CONF" -n client.rgw -f >"$DIR/rgw.out" 2>&1 & PIDS="$PIDS $!"
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent filepond@4.32.12 esbuild@0.28.1 playwright@1.64.1
cat > run.mjs <<'NODE'
import { build } from 'esbuild';
import { createHmac, createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright';
const [executablePath, port] = process.argv.slice(2);
const STORE = `http://127.0.0.1:${port}/firmware`;
const FILE_BYTES = 300_000;
const sign = (text) => createHmac('sha1', 'secret').update(text).digest('base64');

/** A request of the bucket's owner. `query` is what stands behind the question mark. */
async function ask(method, path, { query = '', body } = {}) {
  const date = new Date().toUTCString();
  const md5 = body === undefined ? '' : createHash('md5').update(body).digest('base64');
  const type = body === undefined ? '' : 'application/xml';
  const resource = `/firmware${path}${query === '' ? '' : `?${query}`}`;
  const headers = { 'x-amz-date': date, authorization: `AWS key:${sign(`${method}\n${md5}\n${type}\n\nx-amz-date:${date}\n${resource}`)}` };
  if (body !== undefined) Object.assign(headers, { 'content-md5': md5, 'content-type': type });
  return fetch(`${STORE}${path}${query === '' ? '' : `?${query}`}`, { method, headers, body });
}
for (let i = 0; ; i++) {
  const answer = await ask('PUT', '').catch(() => undefined);
  if (answer?.ok) break;
  if (i === 60) throw new Error('no bucket');
  await sleep(500);
}
const cors = await ask('PUT', '', { query: 'cors', body: '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>POST</AllowedMethod><AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>' });
if (!cors.ok) throw new Error(`cors: ${cors.status}`);

const bundle = await build({
  stdin: { contents: `import * as FilePond from 'filepond'; Object.assign(window, { FilePond });`, resolveDir: '.' },
  bundle: true, write: false, format: 'iife',
});
const server = createServer((request, response) => {
  const isScript = request.url === '/filepond.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? bundle.outputFiles[0].text : '<!doctype html><body><script src="/filepond.js"></script>');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
console.log(`Chromium ${browser.version()}`);
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

/** Uploads a file of FILE_BYTES. @returns what FilePond says, the parts in their order, and how many bytes are in the store */
async function upload(key, order) {
  const policy = Buffer.from(JSON.stringify({
    expiration: new Date(Date.now() + 60_000).toISOString(),
    conditions: [{ bucket: 'firmware' }, ['starts-with', '$key', '']],
  })).toString('base64');
  const fields = { key, AWSAccessKeyId: 'key', policy, signature: sign(policy) };
  const { said, parts } = await page.evaluate(([url, fields, order, bytes]) => new Promise((resolve) => {
    let parts = '';
    const ondata = (formData) => {
      const form = new FormData();
      const own = order === 'one part' ? [['file', formData.getAll('file').at(-1)]] : [...formData];
      const added = Object.entries(fields);
      for (const [name, value] of order === 'fields last' ? [...own, ...added] : [...added, ...own]) form.append(name, value);
      parts = [...form].map(([name, value]) => (name === 'file' ? `file (${value.size ?? value.length} bytes)` : name)).join(', ');
      return form;
    };
    const pond = window.FilePond.create({ name: 'file', server: { process: { url, ondata } } });
    // Its states are numbers: 5 is complete, 6 an error.
    pond.onprocessfile = (error, { status }) => resolve({ said: status === 5 && !error ? 'complete' : 'error', parts });
    pond.addFile(new File([new Uint8Array(bytes)], 'image.bin'));
  }), [STORE, fields, order, FILE_BYTES]);
  const stored = await ask('HEAD', `/${key}`);
  return { parts, result: `${said}, ${stored.ok ? `${stored.headers.get('content-length')} bytes stored` : 'nothing stored'}` };
}

let isAsTold = true;
for (const [order, told] of [
  ['fields last', 'error, nothing stored'],
  ['fields first', 'complete, 2 bytes stored'],
  ['one part', `complete, ${FILE_BYTES} bytes stored`],
]) {
  const { parts, result } = await upload(`${order.replace(' ', '-')}.bin`, order);
  console.log(`${order.padEnd(12)} ${parts}\n${' '.repeat(13)}${result}${result === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= result === told;
}
await browser.close();
server.close();
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
radosgw --version
timeout 60 node run.mjs $CHROMIUM "$PORT"
