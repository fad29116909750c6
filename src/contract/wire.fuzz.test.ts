import * as fc from 'fast-check';
import { test } from 'vitest';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from '../testing/fuzz-runs.ts';
import { isFileSuffix, readSuffix } from './file-suffix.ts';
import { readOssError } from './oss-error.ts';
import { readPolicy } from './post-policy.ts';
import { findAddressFault } from './store-address.ts';
import { readTicketAnswer, ticketEnvelope, type Ticket } from './ticket.ts';

/** Whatever comes over the wire: no exception, no hang, and nothing let in that is not on the list. */

const HOST = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com';
const good: Ticket = {
  firmwareUrl: `${HOST}/ota/firmware/a.bin`,
  host: HOST,
  key: 'ota/firmware/a.bin',
  OSSAccessKeyId: 'id',
  objectStorage: 'OSS',
  policy: 'e30=',
  signature: 's',
  utcCreate: '2024-11-20T00:11:17.560Z',
  extraFields: {},
};

/** Texts made of these pieces, which stand between bars, and any text at all. */
const textOf = (pieces: string, any: fc.Arbitrary<string> = fc.string()) =>
  fc.oneof(
    fc.array(fc.constantFrom(...pieces.split('|')), { maxLength: 14 }).map((all) => all.join('')),
    any,
  );

function fuzz<Input>(title: string, input: fc.Arbitrary<Input>, holds: (input: Input) => boolean) {
  const runs = { numRuns: FUZZ_RUNS };
  test(title, () => fc.assert(fc.property(input, holds), runs), FUZZ_TIMEOUT_MS);
}

fuzz(
  'tickets: a good one with anything changed is issued, refused or malformed, and a policy is read or invalid',
  fc.record({
    name: fc.constantFrom(
      ...Object.keys(good),
      ...'success|code|data|Data|__proto__|x-oss-date'.split('|'),
    ),
    value: fc.jsonValue({ maxDepth: 2 }),
    isInside: fc.boolean(),
  }),
  ({ name, value, isInside }) => {
    const { data, ...rest } = ticketEnvelope(good, 'r');
    const changed = isInside
      ? { ...rest, data: { ...data, [name]: value } }
      : { ...rest, data, [name]: value };
    const answer = readTicketAnswer(changed);
    if (answer.kind !== 'issued') return ['refused', 'malformed'].includes(answer.kind);
    const isRead = ['policy', 'invalid'].includes(readPolicy(answer.ticket.policy).kind);
    return isRead && typeof answer.ticket.key === 'string';
  },
);

fuzz(
  'hosts: none is trusted but the one on the list, letter by letter',
  textOf(
    'https://|http://|oss-612ba0f1|.oss-cn-hangzhou|.aliyuncs.com|@|:443|:8443|/|\\|.|.evil.tld|evil-|%2e|#|?| |\t|\u3002|\u200b|[::1]|127.0.0.1|HTTPS://|user:pw@',
    fc.oneof(fc.webUrl(), fc.string()),
  ),
  (host) => {
    const firmwareUrl = `${host}/${good.key}`;
    const fault = findAddressFault({ ...good, host, firmwareUrl }, [HOST]);
    return (fault === undefined) === (host === HOST);
  },
);

fuzz(
  'keys: what is let through names one object below the bucket, and nothing else',
  textOf('ota/|firmware/|..|.|/|\\|%2e|${filename}|?|#|a|.bin|\n|\0|固'),
  (key) => {
    const firmwareUrl = `${HOST}/${key}`;
    if (findAddressFault({ ...good, key, firmwareUrl }, [HOST]) !== undefined) return true;
    const url = new URL(firmwareUrl);
    return url.href === firmwareUrl && url.search + url.hash === '';
  },
);

fuzz(
  'error XML: read as four texts or not at all',
  textOf(
    '<?xml version="1.0"?>|<!DOCTYPE x [<!ENTITY a "b">]>|<Error>|<Error xmlns="x">|</Error>|<Code>|</Code>|<Message>|</Message>|<EC>|<RequestId>|&lt;|&a;|&amp;lt;|<![CDATA[|]]>|<!--|AccessDenied|\0',
  ),
  (xml) => {
    const error = readOssError(xml);
    if (error === undefined) return true;
    const { code, message, ec = '', requestId = '' } = error;
    return [code, message, ec, requestId].every((text) => typeof text === 'string');
  },
);

fuzz(
  'file names: every name has a suffix or a proposal, and it is one of the eight',
  textOf(
    '.tar|.gz|.TGZ|.bin|.| |\u202e|<img onerror=x>|\0|😀|a|/|\n',
    fc.string({ unit: 'binary' }),
  ),
  (name) => {
    const reading = readSuffix(name);
    const suffix = reading.kind === 'certain' ? reading.suffix : reading.proposal;
    return isFileSuffix(suffix);
  },
);
