#!/bin/sh
# What happens: a refusal of Alibaba's IoT API is documented as { "Success": false, "Code": "iot...", "ErrorMessage": "..." }, apart from
# the gateway's 4xx and 5xx. Where it comes with HTTP 200, Alibaba's two clients for Node treat it differently: pop-core rejects,
# with a message that begins with "undefined" (it looks for `Message`; the reason is in `error.data.ErrorMessage`); the generated
# client of the very product, iot20180120, resolves as if all were well. With Tuya's casing of the same envelope ("success",
# "code") pop-core resolves as well, and the generated client gives an empty body for a refusal and a good answer alike.
# Expected: that two clients of one vendor agree on what an error is, and that a typed client rejects when its API says no.
# With: @alicloud/pop-core 1.8.0, @alicloud/iot20180120 3.0.11 on @alicloud/openapi-client 0.4.15, Node 20. The form of the answers is
# that of the published page of GenerateOTAUploadURL; a platform that answers in it is played on loopback.
# What follows: with either client look at `success`, in the platform's casing, before using the data: a resolved promise is no
# consent. Who moves from pop-core to the generated client loses the rejections that a `catch` relied on.
set -eu
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
cat > package.json <<'JSON'
{ "private": true, "overrides": { "@alicloud/openapi-client": "0.4.15" } }
JSON
npm i --no-audit --no-fund --ignore-scripts --silent @alicloud/pop-core@1.8.0 @alicloud/iot20180120@3.0.11 @alicloud/openapi-client@0.4.15
cat > run.cjs <<'NODE'
const { once } = require('node:events');
const { createServer } = require('node:http');
const { RPCClient } = require('@alicloud/pop-core');
const { default: Iot, GenerateOTAUploadURLRequest } = require('@alicloud/iot20180120');
const { Config } = require('@alicloud/openapi-client');

const ANSWERS = {
  'consent': { RequestId: 'r', Success: true, Code: '', Data: { FirmwareUrl: 'https://store.test/a.bin', Key: 'a.bin' } },
  'refusal': { RequestId: 'r', Success: false, Code: 'iot.system.SystemException', ErrorMessage: 'busy' },
  'consent, lower case': { requestId: 'r', success: true, code: '', data: { firmwareUrl: 'https://store.test/a.bin', key: 'a.bin' } },
  'refusal, lower case': { requestId: 'r', success: false, code: '501', errorMsg: 'busy' },
};
const TOLD = {
  'consent': { 'pop-core': 'resolves, Success true', 'iot20180120': 'resolves, success true, with data' },
  'refusal': { 'pop-core': 'rejects with iot.system.SystemException, "undefined, URL: ...", reason busy', 'iot20180120': 'resolves, success false' },
  'consent, lower case': { 'pop-core': 'resolves, success true', 'iot20180120': 'resolves, empty' },
  'refusal, lower case': { 'pop-core': 'resolves, success false', 'iot20180120': 'resolves, empty' },
};

async function main() {
  let answer;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };
  const pop = new RPCClient({ endpoint: `http://${host}`, apiVersion: '2018-01-20', ...keys });
  const iot = new Iot(new Config({ endpoint: host, protocol: 'http', ...keys }));
  const clients = {
    'pop-core': () => pop.request('GenerateOTAUploadURL', { FileSuffix: 'bin' }).then(
      (body) => `resolves, ${'Success' in body ? `Success ${body.Success}` : `success ${body.success}`}`,
      ({ code, message, data }) => `rejects with ${code}, "${message.replace(/(URL: ).*/, '$1...')}", reason ${data?.ErrorMessage}`,
    ),
    'iot20180120': () => iot.generateOTAUploadURL(new GenerateOTAUploadURLRequest({ fileSuffix: 'bin' })).then(
      ({ body }) => `resolves, ${body.success === undefined && body.data === undefined ? 'empty' : `success ${body.success}`}${body.data?.firmwareUrl ? ', with data' : ''}`,
      ({ code }) => `rejects with ${code}`,
    ),
  };
  let isAsTold = true;
  for (const [name, told] of Object.entries(TOLD)) {
    answer = ANSWERS[name];
    for (const [client, call] of Object.entries(clients)) {
      const seen = await call();
      console.log(`${name.padEnd(20)} ${client.padEnd(12)} ${seen}${seen === told[client] ? '' : `   (told: ${told[client]})`}`);
      isAsTold &&= seen === told[client];
    }
  }
  console.log(isAsTold ? 'As described.' : 'NOT as described.');
  process.exit(isAsTold ? 0 : 1);
}
main();
NODE
timeout 60 node run.cjs
