import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

// Tickets for your own OSS bucket, in the envelope that the page reads. The bucket's CORS rule and a sign-in are yours to add.
const { BUCKET_URL, ACCESS_KEY_ID, ACCESS_KEY_SECRET, PAGE_ORIGIN, PORT = '8090' } = process.env;
if (!BUCKET_URL || !ACCESS_KEY_ID || !ACCESS_KEY_SECRET || !PAGE_ORIGIN) {
  throw new Error('Set BUCKET_URL, ACCESS_KEY_ID, ACCESS_KEY_SECRET and PAGE_ORIGIN.');
}
const SUFFIXES = ['bin', 'dav', 'apk', 'tar', 'gz', 'tar.gz', 'zip', 'gzip'];
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'access-control-allow-origin': PAGE_ORIGIN,
  'access-control-allow-headers': 'content-type',
};

function issueTicket(fileSuffix) {
  const now = Date.now();
  const key = `ota/firmware/${randomUUID()}.${fileSuffix}`;
  const conditions = [
    ['content-length-range', 1, 1_048_576_000],
    ['eq', '$key', key],
  ];
  const rules = { expiration: new Date(now + 60_000).toISOString(), conditions };
  const policy = Buffer.from(JSON.stringify(rules)).toString('base64');
  const signature = createHmac('sha1', ACCESS_KEY_SECRET).update(policy).digest('base64');
  const [firmwareUrl, utcCreate] = [`${BUCKET_URL}/${key}`, new Date(now).toISOString()];
  const form = { host: BUCKET_URL, key, policy, signature, OSSAccessKeyId: ACCESS_KEY_ID };
  return { ...form, firmwareUrl, utcCreate, objectStorage: 'OSS' };
}

async function answer(request) {
  const refuse = (status, errorMessage) => [
    status,
    { success: false, code: `Refused${status}`, errorMessage },
  ];
  if (request.url !== '/api/tickets') return refuse(404, 'Tickets are at /api/tickets.');
  if (request.headers.origin !== PAGE_ORIGIN) return refuse(403, 'This page may not ask here.');
  if (request.method === 'OPTIONS') return [204];
  let text = '';
  for await (const chunk of request) if (text.length < 4096) text += chunk;
  const fileSuffix = /^\{"fileSuffix":"([a-z.]+)"\}$/.exec(text)?.[1];
  if (!SUFFIXES.includes(fileSuffix))
    return refuse(400, `fileSuffix has to be one of ${SUFFIXES.join(', ')}.`);
  return [200, { success: true, code: '', data: issueTicket(fileSuffix) }];
}

createServer(async (request, response) => {
  const [status, envelope] = await answer(request);
  response.writeHead(status, HEADERS);
  response.end(envelope && JSON.stringify({ ...envelope, requestId: randomUUID() }));
}).listen(PORT, '127.0.0.1', function () {
  console.log(`Tickets: http://127.0.0.1:${this.address().port}/api/tickets`);
});
