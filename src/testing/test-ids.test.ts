import { describe, expect, test } from 'vitest';
import { AT_REST, UPLOAD_STATUSES } from '../automation/upload-status.ts';
import type { UploadState } from '../upload/model/upload-state.ts';
import { filesBelow, read } from './source-files.ts';

/** docs/test-ids.md is what automation of others relies on: it has to be the page, in both directions. */

const document = read('docs/test-ids.md');
const sources = ['src/app', 'src/mocks', 'src/scenarios/page']
  .flatMap(filesBelow)
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map(read);
const text = sources.join('\n');

/** A part that is filled in is a `*`: `field-${field}` in the source, `field-<field>` in the document. */
const asPattern = (id: string) => id.replaceAll(/\$\{[^}]*\}|<[^>]*>/g, '*');

/** Ids in the first column of the tables, each in backticks. */
const documented = new Set(
  (document.split('## States')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `') && !line.startsWith('| `data-testid'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, id = '']) => asPattern(id)),
);

/** Functions that take one get it as their first argument, in their own file. */
const handedOn = sources
  .filter((source) => source.includes('testId: string,'))
  .flatMap((source) => [...source.matchAll(/\b(?:button|remove)\('([^']+)',/g)]);

/** As an attribute, or as the argument that becomes one. */
const written = new Set(
  [
    ...handedOn,
    ...text.matchAll(/(?:data-testid|[tT]estId)=(?:"([^"]+)"|\{`([^`]+)`\}|\{'([^']+)'\})/g),
    ...text.matchAll(/dataset\['testid'\] = '([^']+)'/g),
    ...text.matchAll(/'data-testid': (?:'([^']+)'|`([^`]+)`)/g),
  ].map(([, plain, template, quoted]) => asPattern(plain ?? template ?? quoted ?? '')),
);

const isLiteral = (id: string) => [`'${id}'`, `"${id}"`].some((literal) => text.includes(literal));
/** `detail-` and the answers to a question are put before and behind an id. */
const bases = (id: string) => [id, id.replace(/^detail-/, ''), id.replace(/-(?:yes|no)$/, '')];
const fits = (id: string, pattern: string) =>
  pattern !== '*' && new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(id);

describe('test ids', () => {
  test('the tables and the sources are read at all', () => {
    expect(documented.size).toBeGreaterThan(100);
    expect(written.size).toBeGreaterThan(60);
  });

  test('each of the page is in the document', () => {
    // What is put together of a prefix and another id is found by that one.
    const own = [...written].filter((id) => !id.startsWith('*') && !/^\*|\*-(?:yes|no)$/.test(id));
    const missing = own.filter(
      (id) => !documented.has(id) && ![...documented].some((known) => fits(id, known)),
    );
    expect(missing).toEqual([]);
  });

  test('each of the document is in the page', () => {
    const gone = [...documented].filter(
      (id) =>
        !bases(id).some(
          (base) => written.has(base) || isLiteral(base) || [...written].some((w) => fits(base, w)),
        ),
    );
    expect(gone).toEqual([]);
  });

  test('each attribute of the document is in the page', () => {
    const attributes = [...document.matchAll(/`(data-[a-z-]+[a-z])`/g)].map(
      ([, name = '']) => name,
    );
    const isSet = (name: string) => {
      const camel = name.slice('data-'.length);
      return (
        text.includes(`${name}=`) ||
        text.includes(`'${name}'`) ||
        text.includes(`dataset['${camel}']`)
      );
    };
    expect([...new Set(attributes)].filter((name) => !isSet(name))).toEqual([]);
  });
});

describe('states', () => {
  const rows =
    document
      .split('## States')[1]
      ?.split('\n')
      .filter((line) => line.startsWith('| `')) ?? [];
  const statesOf = (lines: readonly string[]) =>
    lines
      .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([a-z]+)`/g)])
      .map(([, name = '']) => name);

  test('are those of the engine', () => {
    // Compiles only while the two lists are the same.
    const engine: readonly UploadState['status'][] = UPLOAD_STATUSES;
    const ours: Record<UploadState['status'], (typeof UPLOAD_STATUSES)[number]> = {
      inspecting: 'inspecting',
      rejected: 'rejected',
      ready: 'ready',
      queued: 'queued',
      ticketing: 'ticketing',
      sending: 'sending',
      confirming: 'confirming',
      waiting: 'waiting',
      done: 'done',
      failed: 'failed',
      cancelled: 'cancelled',
      interrupted: 'interrupted',
    };
    expect(Object.keys(ours)).toEqual(engine);
  });

  test('are all in the document, and those at rest are marked', () => {
    expect(statesOf(rows).toSorted()).toEqual([...UPLOAD_STATUSES].toSorted());
    expect(statesOf(rows.filter((line) => / yes +\|$/.test(line))).toSorted()).toEqual(
      [...AT_REST].toSorted(),
    );
  });
});
