#!/bin/sh
# What happens: createPresignedPost adds a condition for the key of its own, whatever `Conditions` say. With a starts-with for $key
# among them, as in the package's README, both have to hold, so the form is good for the one key that was given and no other under
# that prefix. And `${filename}`, which the store replaces by the file's name, works at the end of the key only, where the helper
# turns it into a starts-with; in front of ".sig" it becomes "key equals release-${filename}.sig", which no upload can fulfil.
# Expected: that a starts-with among the conditions takes the place of the exact one, and that a file name works wherever it stands,
# since the README says that a key can contain it and names no place. The helper says nothing in either case; the store answers 403.
# With: @aws-sdk/s3-presigned-post 3.1164.0, @aws-sdk/client-s3 3.1175.0, Debian 12's radosgw 16.2.15 (beast), one monitor and one
# object store in memory, Node 20.
# What follows: for a form in which the page may choose the key, give `Key: 'prefix/${filename}'`, and no condition for $key: the page
# may then put any key under the prefix in its place. For a name in the middle compute the key on the server.
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
npm i --no-audit --no-fund --ignore-scripts --silent @aws-sdk/client-s3@3.1175.0 @aws-sdk/s3-presigned-post@3.1164.0
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
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { setTimeout as sleep } from 'node:timers/promises';
const port = Number(process.argv[2]);
const Bucket = 'firmware';
const client = new S3Client({
  endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', forcePathStyle: true,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});
for (let i = 0; ; i++) {
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
    break;
  } catch (error) {
    if (i === 60) throw error;
    await sleep(500);
  }
}

/** Signs a form, posts v2.bin with it, under another key where one is given. @returns the conditions on the key, and the answer */
async function post(Key, Conditions = [], otherKey) {
  const { url, fields } = await createPresignedPost(client, { Bucket, Key, Conditions });
  const { conditions } = JSON.parse(Buffer.from(fields.Policy, 'base64').toString());
  const onKey = conditions.flatMap((condition) => {
    if (!Array.isArray(condition)) return 'key' in condition ? [`= ${condition.key}`] : [];
    return condition[1] === '$key' ? [`${condition[0]} ${condition[2]}`] : [];
  }).join(' and ');
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...(otherKey && { key: otherKey }) })) form.append(name, value);
  form.append('file', new Blob(['firmware']), 'v2.bin');
  const { status } = await fetch(url, { method: 'POST', body: form });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  const stored = Contents.map((object) => object.Key).find((key) => !known.has(key));
  if (stored) known.add(stored);
  return `key ${onKey}: ${status}, ${stored ?? 'nothing'} stored`;
}
const known = new Set();
const UNDER_A = [['starts-with', '$key', 'a/']];
const NAME = '${filename}';
const rows = [
  ['starts-with in Conditions, the key itself', 'key starts-with a/ and = a/v1.bin: 204, a/v1.bin stored', await post('a/v1.bin', UNDER_A)],
  ['starts-with in Conditions, another key', 'key starts-with a/ and = a/v1.bin: 403, nothing stored', await post('a/v1.bin', UNDER_A, 'a/v3.bin')],
  ['file name at the end', 'key starts-with b/: 204, b/v2.bin stored', await post(`b/${NAME}`)],
  ['file name at the end, another key', 'key starts-with b/: 204, b/v3.bin stored', await post(`b/${NAME}`, [], 'b/v3.bin')],
  ['file name in the middle', `key = c/release-${NAME}.sig: 403, nothing stored`, await post(`c/release-${NAME}.sig`)],
];
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(42)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
radosgw --version
NODE_NO_WARNINGS=1 timeout 60 node run.mjs "$PORT"
