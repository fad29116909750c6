import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfirmationRequestSchema } from '../../contract/confirmation.ts';
import { FIRMWARE_FIELDS } from '../../contract/ota-firmware.ts';
import { TicketRequestSchema } from '../../contract/ticket.ts';
import { testApp } from '../../testing/server-world.ts';

const server = join(import.meta.dirname, '..');
const docs = await readFile(join(server, '../../docs/api.md'), 'utf8');
const inDocs = (pattern: RegExp) => new Set([...docs.matchAll(pattern)].map(([, name]) => name));

test('docs/api.md has every route of the app, and no other', () => {
  const routes = testApp({ relay: () => Promise.reject(new Error('unused')) })
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  expect(inDocs(/^## `(.+)`$/gm)).toEqual(new Set(routes));
});

test.each([
  ['/api/tickets', Object.keys(TicketRequestSchema.entries)],
  ['/api/confirmations', Object.keys(ConfirmationRequestSchema.entries)],
  ['/api/firmware', FIRMWARE_FIELDS],
])('docs/api.md has every field of a request to %s, and no other', (path, fields) => {
  const [, section = ''] = docs.split(`## \`POST ${path}\``);
  const [table = ''] = section.split('\n200: ');
  const rows = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, field]) => field);
  expect(new Set(rows)).toEqual(new Set(fields));
});

test('docs/api.md has every code that the server answers, and no other', async () => {
  const sources = await Promise.all(
    ['http', 'platform', 'access', 'relay'].map(async (folder) => {
      const names = (await readdir(join(server, folder))).filter(
        (name) => !name.includes('.test.'),
      );
      return Promise.all(names.map((name) => readFile(join(server, folder, name), 'utf8')));
    }),
  );
  const codes = sources.flat().flatMap((source) => source.match(/OtaDrop\.[A-Za-z]+/g) ?? []);
  expect(inDocs(/^\| `(OtaDrop\.\w+)`/gm)).toEqual(new Set(codes));
});
