import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from '../../e2e/fuzz-runs.ts';
import { OssRefusal } from '../simulator/oss-refusal.ts';
import { readPostForm } from './post-stream.ts';

/** Multipart bodies cut anywhere, in chunks of any size, with anything in between: whole or refused, never half, never for ever. */

const B = 'xBOUNDARYx';
const part = (name: string, value: string) =>
  `--${B}\r\nContent-Disposition: form-data; name="${name}"${name === 'file' ? '; filename="f"' : ''}\r\n\r\n${value}\r\n`;
const CONTENT = 'firmware bytes\r\n--xBOUNDARY and nearly a boundary';
const WHOLE = `${part('key', 'ota/a.bin')}${part('policy', 'p')}${part('file', CONTENT)}--${B}--\r\n`;

/** A request whose body comes in the given pieces, on a socket that leads nowhere. */
function requestOf(pieces: readonly string[]): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers = {
    'content-type': `multipart/form-data; boundary=${B}`,
    'content-length': '1',
  };
  for (const piece of pieces) request.push(Buffer.from(piece, 'latin1'));
  request.push(null);
  return request;
}

async function outcomeOf(pieces: readonly string[]): Promise<string> {
  const form = await readPostForm(requestOf(pieces));
  if (form instanceof OssRefusal) return form.code;
  if (form.file === undefined) return 'no file';
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of form.file.bytes) chunks.push(chunk);
  } catch (error) {
    if (error instanceof OssRefusal) return error.code;
    throw error;
  }
  return Buffer.concat(chunks).toString('latin1');
}

function inPieces(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== '');
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
// A parser in Node takes some fifty times as long as a pure function.
const runs = { numRuns: Math.ceil(FUZZ_RUNS / 5) };

test(
  'however it is cut into pieces, a whole body is read whole',
  async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (cuts) => {
        expect(await outcomeOf(inPieces(WHOLE, cuts))).toBe(CONTENT);
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'a body that ends early is refused, wherever it ends',
  async () => {
    // After the last boundary only a line break is left, and that may be missing.
    const end = fc.integer({ min: 0, max: WHOLE.length - 5 });
    await fc.assert(
      fc.asyncProperty(end, sizes, async (length, cuts) => {
        expect(['MalformedPOSTRequest', 'no file']).toContain(
          await outcomeOf(inPieces(WHOLE.slice(0, length), cuts)),
        );
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'with anything put in anywhere, there is an answer',
  async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        `--${B}\r\n`,
        `--${B}--`,
        '\r\n\r\n',
        part('file', 'second'),
        part('key', ''),
        'Content-Disposition: form-data',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(WHOLE.length), noise, sizes, async (at, text, cuts) => {
        const body = WHOLE.slice(0, at) + text + WHOLE.slice(at);
        expect(typeof (await outcomeOf(inPieces(body, cuts)))).toBe('string');
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);
