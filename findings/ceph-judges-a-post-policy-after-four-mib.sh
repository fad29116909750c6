#!/bin/sh
# What happens: Ceph's gateway reads the fields of a PostObject form, then the first 4 MiB of the file (or all of a smaller one),
# and only then looks at the policy. A policy that was good when the form began and expires within these 4 MiB is refused; one
# that expires a byte later is not, however long the rest takes. A policy that had expired before the first byte is refused
# no sooner either: the client has sent 4 MiB before it hears of it.
# Expected: a policy is judged once its fields are there, that is before the file, or (as a page of another store has it) when
# the form is over.
# With: Debian 12, radosgw 16.2.15 (beast), one monitor and one object store in memory, Node 20. Signature version 2.
# What follows: on a slow line the time limit of a policy has to cover the first 4 MiB and need not cover the whole file. A client
# cannot learn early that its policy is too old, and what it sent until then is lost: it should look at the time itself.
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
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
const port = Number(process.argv[2]);
const MIB = 1024 * 1024, BORDER = 4 * MIB, MARGIN = 128 * 1024;
const sign = (text) => createHmac('sha1', 'secret').update(text).digest('base64');

async function makeBucket() {
  const date = new Date().toUTCString();
  const authorization = `AWS key:${sign(`PUT\n\n\n\nx-amz-date:${date}\n/firmware`)}`;
  for (let i = 0; i < 60; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/firmware`, { method: 'PUT', headers: { 'x-amz-date': date, authorization } }).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(500);
  }
  throw new Error('no bucket');
}

/** Sends a form up to `first` bytes of its file, waits, notes whether there is an answer yet, and sends the rest. */
async function post({ fileBytes, first, lifeMs, waitMs }) {
  const policy = Buffer.from(JSON.stringify({
    expiration: new Date(Date.now() + lifeMs).toISOString(),
    conditions: [{ bucket: 'firmware' }, ['starts-with', '$key', '']],
  })).toString('base64');
  const fields = Object.entries({ key: 'image.bin', AWSAccessKeyId: 'key', policy, signature: sign(policy) })
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
  const head = `${fields}--b\r\nContent-Disposition: form-data; name="file"; filename="image.bin"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), Buffer.alloc(fileBytes, 97), Buffer.from('\r\n--b--\r\n')]);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('error', () => {}).on('data', (chunk) => { text += chunk; });
  socket.write(`POST /firmware HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n\r\n`);
  const cut = Buffer.byteLength(head) + first;
  socket.write(body.subarray(0, cut));
  await sleep(waitMs);
  const isEarly = text !== '';
  socket.write(body.subarray(cut));
  for (let i = 0; i < 100 && text === ''; i++) await sleep(100);
  socket.destroy();
  const status = Number(text.split(' ')[1] ?? 0);
  return `${status} ${isEarly ? 'before' : 'after'} the rest was sent`;
}

await makeBucket();
const rows = [
  ['good for a minute', '204 after the rest was sent',
    await post({ fileBytes: 8 * MIB, first: MIB, lifeMs: 60_000, waitMs: 500 })],
  ['expired a minute ago, 2 of 8 MiB sent', '403 after the rest was sent',
    await post({ fileBytes: 8 * MIB, first: 2 * MIB, lifeMs: -60_000, waitMs: 2000 })],
  ['expired a minute ago, a little over 4 of 8 MiB sent', '403 before the rest was sent',
    await post({ fileBytes: 8 * MIB, first: BORDER + MARGIN, lifeMs: -60_000, waitMs: 2000 })],
  ['expires a little before 4 of 8 MiB are sent', '403 after the rest was sent',
    await post({ fileBytes: 8 * MIB, first: BORDER - MARGIN, lifeMs: 2000, waitMs: 3000 })],
  ['expires a little after 4 of 8 MiB are sent', '204 after the rest was sent',
    await post({ fileBytes: 8 * MIB, first: BORDER + MARGIN, lifeMs: 2000, waitMs: 3000 })],
  ['expires in the middle of 1 MiB', '403 after the rest was sent',
    await post({ fileBytes: MIB, first: MIB / 2, lifeMs: 2000, waitMs: 3000 })],
];
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(52)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
radosgw --version
node "$DIR/run.mjs" "$PORT"
