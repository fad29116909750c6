#!/bin/sh
# What happens: AWS's client puts a file as a stream, with its ContentLength, into Ceph's gateway, which answers 411
# MissingContentLength and stores nothing. The same bytes as a buffer are stored. To send the CRC-32 behind a stream, the client
# replaces the Content-Length it was given by chunks of its own (content-encoding: aws-chunked, a trailer), which this gateway
# does not know. With requestChecksumCalculation: 'WHEN_REQUIRED' the stream is sent with its length, and stored.
# Expected: that a length which is given is sent, and that stream and buffer fare alike.
# With: @aws-sdk/client-s3 3.1175.0, Debian 12's radosgw 16.2.15 (beast), one monitor and one object store in memory, Node 20. By http.
# What follows: for stores that only speak S3 set requestChecksumCalculation to 'WHEN_REQUIRED'. A test with buffers passes
# where the upload of a file fails, and no ContentLength mends it.
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
npm i --no-audit --no-fund --ignore-scripts --silent @aws-sdk/client-s3@3.1175.0
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
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createReadStream, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
const port = Number(process.argv[2]);
const FILE = Buffer.alloc(100_000, 'firmware');
writeFileSync('image.bin', FILE);

const clientWith = (options) => new S3Client({
  endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', forcePathStyle: true,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' }, ...options,
});
const Bucket = 'firmware';
const reader = clientWith({});
for (let i = 0; ; i++) {
  try {
    await reader.send(new CreateBucketCommand({ Bucket }));
    break;
  } catch (error) {
    if (i === 60) throw error;
    await sleep(500);
  }
}

/** @returns the answer, and what is in the store afterwards */
async function put(client, Key, Body) {
  const answer = await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: FILE.length })).then(
    () => 'accepted',
    ({ name, $metadata }) => `${$metadata?.httpStatusCode} ${name}`,
  );
  const stored = await reader.send(new GetObjectCommand({ Bucket, Key })).then(
    async (object) => (FILE.equals(await object.Body.transformToByteArray()) ? 'the file' : 'something else'),
    () => 'nothing',
  );
  return `${answer}, stored: ${stored}`;
}

const plain = clientWith({}), rare = clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
const rows = [
  ['buffer', 'accepted, stored: the file', await put(plain, 'a', FILE)],
  ['stream', '411 MissingContentLength, stored: nothing', await put(plain, 'b', createReadStream('image.bin'))],
  ['buffer, WHEN_REQUIRED', 'accepted, stored: the file', await put(rare, 'c', FILE)],
  ['stream, WHEN_REQUIRED', 'accepted, stored: the file', await put(rare, 'd', createReadStream('image.bin'))],
];
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(22)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
radosgw --version
NODE_NO_WARNINGS=1 timeout 60 node run.mjs "$PORT"
