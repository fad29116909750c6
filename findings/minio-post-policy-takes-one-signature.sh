#!/bin/sh
# What happens: minio's client writes the date, the algorithm and the credential of a signature into the PostPolicy object that it is
# given, as further conditions and as fields. A policy that is made once and signed for every upload collects them: within one second
# all is well, from the next second on the policy asks for two dates at once, and the store refuses every form (403). The form of
# the first call, if it is still in use, changes with it, since all calls return the policy's own `formData`: it is refused as well.
# Expected: that signing leaves the policy alone, or replaces what the last signature wrote, and that each call has its own fields.
# With: minio 8.0.7, Debian 12's radosgw 16.2.15 (beast), one monitor and one object store in memory, Node 20.
# What follows: call `newPostPolicy()` for every form. A test that signs twice in a row passes, and a server that keeps its policy
# serves one user and refuses the next, with a message that names a date and not the cause.
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
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent minio@8.0.7
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
cat > run.mjs <<'NODE'
import { Client } from 'minio';
import { setTimeout as sleep } from 'node:timers/promises';
const port = Number(process.argv[2]);
const client = new Client({ endPoint: '127.0.0.1', port, useSSL: false, accessKey: 'key', secretKey: 'secret', region: 'us-east-1' });
for (let i = 0; ; i++) {
  try {
    await client.makeBucket('firmware');
    break;
  } catch (error) {
    if (i === 60) throw error;
    await sleep(500);
  }
}

function makePolicy() {
  const policy = client.newPostPolicy();
  policy.setBucket('firmware');
  policy.setKey('image.bin');
  policy.setExpires(new Date(Date.now() + 60_000));
  return policy;
}
const datesOf = ({ formData }) => JSON.parse(Buffer.from(formData.policy, 'base64').toString()).conditions
  .filter(([, name]) => name === '$x-amz-date').map(([, , date]) => date);
async function post({ postURL, formData }, fields = formData) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob(['firmware']), 'image.bin');
  const answer = await fetch(postURL, { method: 'POST', body: form });
  const message = /<Message>(.*?)<\/Message>/.exec(await answer.text())?.[1] ?? '';
  return `${answer.status} ${message.replace(/\d{8}T\d{6}Z/, 'DATE')}`.trim();
}
/** The next whole second, so that two calls lie in one or in two. */
const untilNextSecond = () => sleep(1010 - (Date.now() % 1000));

const REFUSED = '403 Policy condition failed: eq: $x-amz-date, DATE';
let isAsTold = true;
const row = (name, told, seen) => {
  console.log(`${name.padEnd(44)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
};
const shared = makePolicy();
await untilNextSecond();
const first = await client.presignedPostPolicy(shared);
const kept = { ...first.formData };
const second = await client.presignedPostPolicy(shared);
const keptSecond = { ...second.formData };
if (kept['x-amz-date'] !== keptSecond['x-amz-date']) throw new Error('The machine is too slow to sign twice in one second: run it again.');
row('one policy, first signature', '204', await post(first, kept));
row('one policy, signed again in the same second', '204', await post(second, keptSecond));
await untilNextSecond();
const third = await client.presignedPostPolicy(shared);
row('one policy, signed again a second later', REFUSED, await post(third));
row('  different dates that it asks for', '2', `${new Set(datesOf(third)).size}`);
row('the form of the first signature, now', REFUSED, await post(first));
row('a copy of it, made before', '204', await post(first, kept));
row('a policy of its own', '204', await post(await client.presignedPostPolicy(makePolicy())));
await untilNextSecond();
row('another policy of its own, a second later', '204', await post(await client.presignedPostPolicy(makePolicy())));
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
radosgw --version
timeout 60 node run.mjs "$PORT"
