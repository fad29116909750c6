import { createServer, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { listening } from '../../testing/server-world.ts';
import { examine } from './examine.ts';
import { printFindings } from './print-findings.ts';

/** The doctor before a private bucket of an S3 store. */

const PAGE = 'http://127.0.0.1:8080';

async function examined(exposed: string, mayRead: (request: IncomingMessage) => boolean) {
  const server = createServer((request, response) => {
    const { method } = request;
    response.setHeader('access-control-allow-origin', PAGE);
    response.setHeader('access-control-expose-headers', exposed);
    response.setHeader('x-amz-request-id', 'r-1');
    const isRead = method === 'HEAD' && mayRead(request);
    response.writeHead(method === 'OPTIONS' ? 200 : isRead ? 404 : 403);
    response.end();
  });
  const endpoint = await listening(server);
  const findings = await examine({
    source: {
      kind: 'bucket',
      access: {
        storage: 'S3',
        endpoint,
        bucket: 'firmware',
        style: 'path',
        region: 'us-east-1',
        signature: 'scoped',
        credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
      },
      prefix: 'ota/',
      ticketLifeMs: 60_000,
    },
    storeHosts: [`${endpoint}/firmware`],
    storeOrigin: undefined,
    pageOrigin: PAGE,
    publicUrl: undefined,
    checkStore: undefined,
    hasRelay: false,
    mayPost: false,
  });
  return { checks: findings.map(({ check }) => check), text: printFindings(findings) };
}

const signed = ({ headers }: IncomingMessage) =>
  headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true;

test('has no finding where the page may read ETags, and the key objects', async () => {
  expect((await examined('ETag, x-amz-request-id', signed)).checks).toEqual([]);
});

test('is told in the words of S3 what the page may not read', async () => {
  const { checks, text } = await examined('x-amz-request-id', signed);
  expect(checks).toEqual(['cors-exposed']);
  expect(text).toContain('<ExposeHeader>ETag</ExposeHeader>');
  expect(text).not.toContain('x-oss-');
});

test('is told which right the key lacks', async () => {
  const { checks, text } = await examined('*', () => false);
  expect(checks).toEqual(['store-read']);
  expect(text).toContain('"Resource":["arn:aws:s3:::firmware/ota/*"]');
});
