#!/bin/sh
# What happens: Ceph's gateway compares the Content-MD5 of a PUT with the bytes (400 BadDigest) and keeps the object's Cache-Control,
# Content-Disposition, Content-Encoding and Expires. The same names as fields of a PostObject form, allowed by its policy, do nothing:
# the form is answered 204 whatever Content-MD5 or x-amz-checksum-sha256 says, and of the headers Content-Type alone is kept. Fields
# that it knows and does not like (an unknown `acl` or storage class) are refused, so that one takes silence for consent.
# Expected: that a form's fields do what the headers of a PUT do, as S3's page of the POST operation describes them, or are refused.
# With: Debian 12, radosgw 16.2.15 (beast), one monitor and one object store in memory, Node 20. Signature version 2.
# What follows: a form posted by a browser proves nothing by the checksum it carries: read ETag or the object back and compare.
# A download's name and its lifetime in caches have to be set by a server, by a copy onto itself with replaced metadata.
set -eu
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
cat > "$DIR/run.mjs" <<'NODE'
import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
const [port] = process.argv.slice(2);
const STORE = `http://127.0.0.1:${port}/firmware`;
const BYTES = 'bytes of an image';
const sign = (text) => createHmac('sha1', 'secret').update(text).digest('base64');
const md5Of = (text) => createHash('md5').update(text).digest('base64');
const sha256Of = (text) => createHash('sha256').update(text).digest('base64');

/** A request of the bucket's owner. */
async function ask(method, path, { md5 = '', headers = {}, body } = {}) {
  const date = new Date().toUTCString();
  const type = body === undefined ? '' : 'application/octet-stream';
  const authorization = `AWS key:${sign(`${method}\n${md5}\n${type}\n\nx-amz-date:${date}\n/firmware${path}`)}`;
  return fetch(STORE + path, {
    method,
    headers: { ...headers, 'x-amz-date': date, authorization, ...(md5 && { 'content-md5': md5 }), ...(body && { 'content-type': type }) },
    body,
  });
}

async function post(key, extra) {
  const policy = Buffer.from(JSON.stringify({
    expiration: new Date(Date.now() + 60_000).toISOString(),
    conditions: [{ bucket: 'firmware' }, ['starts-with', '$key', ''], ...Object.keys(extra).map((name) => ['starts-with', `$${name}`, ''])],
  })).toString('base64');
  const form = new FormData();
  const fields = { key, AWSAccessKeyId: 'key', policy, signature: sign(policy), ...extra };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([BYTES]), 'image.bin');
  return fetch(STORE, { method: 'POST', body: form });
}

/** "204", or the status and the code of the refusal. */
async function outcomeOf(answer) {
  const [, code = ''] = /<Code>(.*?)</.exec(await answer.text()) ?? [];
  return `${answer.status} ${code}`.trim();
}

const NAMES = ['Content-Type', 'Cache-Control', 'Content-Disposition', 'Content-Encoding', 'Expires'];
const HEADERS = {
  'Cache-Control': 'no-store', 'Content-Disposition': 'attachment; filename="door-lock.bin"',
  'Content-Encoding': 'br', Expires: 'Wed, 01 Dec 2027 16:00:00 GMT',
};
async function keptOf(path) {
  const { headers } = await ask('HEAD', path);
  return NAMES.filter((name) => headers.get(name) !== null && headers.get(name) !== 'binary/octet-stream').join(', ') || 'none';
}

for (let i = 0; ; i++) {
  const answer = await ask('PUT', '').catch(() => undefined);
  if (answer?.ok) break;
  if (i === 60) throw new Error('no bucket');
  await sleep(500);
}
let isAsTold = true;
async function row(name, told, seen) {
  console.log(`${name.padEnd(58)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
await row('PUT, Content-MD5 of other bytes', '400 BadDigest', await outcomeOf(await ask('PUT', '/a', { md5: md5Of('other'), body: BYTES })));
await row('form, Content-MD5 of other bytes', '204', await outcomeOf(await post('b', { 'Content-MD5': md5Of('other') })));
await row('form, x-amz-checksum-sha256 of other bytes', '204', await outcomeOf(await post('c', { 'x-amz-checksum-sha256': sha256Of('other') })));
await row('form, an unknown acl', '400 InvalidArgument', await outcomeOf(await post('d', { acl: 'unknown' })));
await row('form, an unknown storage class', '400 InvalidArgument', await outcomeOf(await post('e', { 'x-amz-storage-class': 'UNKNOWN' })));
await ask('PUT', '/put', { headers: HEADERS, body: BYTES });
await post('posted', { 'Content-Type': 'application/octet-stream', ...HEADERS });
await row('headers that a PUT leaves at the object', NAMES.join(', '), await keptOf('/put'));
await row('headers that a form leaves at the object', 'Content-Type', await keptOf('/posted'));
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
radosgw --version
node "$DIR/run.mjs" "$PORT"
