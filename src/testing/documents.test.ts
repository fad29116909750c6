import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, read, ROOT } from './source-files.ts';

const documents = ['README.md', ...['docs', 'examples', 'findings'].flatMap(filesBelow)].filter(
  (path) => path.endsWith('.md'),
);
const scripts: string[] = Object.keys(JSON.parse(read('package.json')).scripts);

/** How GitHub names a heading's anchor. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('every link leads to a file, and to a heading where it names one', () => {
    const links = [
      ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link),
      ...[...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, link = '']) => link),
    ].filter((link) => !/^(?:https?|mailto):/.test(link));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : normalize(join(dirname(document), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('every path in it exists', () => {
    const paths = [...text.matchAll(/`((?:src|e2e|docs|examples|findings|public)\/[\w./-]+)`/g)];
    const missing = paths
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  test('every npm command in it is one of package.json', () => {
    const named = [...text.matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    const ours = named.filter((name) => !['ci', 'install', 'i', 'pack', 'view'].includes(name));
    expect(ours.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

test('docs/testing.md names every command of package.json', () => {
  const text = read('docs/testing.md');
  const unnamed = scripts.filter(
    (name) => !new RegExp(`npm (?:run )?${name}(?![\\w:])`).test(text),
  );
  expect(unnamed).toEqual([]);
});

test('every document is reached from README', () => {
  const reached = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const [, link = ''] of read(path).matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g)) {
      if (!/^https?:/.test(link)) visit(normalize(join(dirname(path), link)));
    }
  };
  visit('README.md');
  expect(documents.filter((path) => !reached.has(path))).toEqual([]);
});

test('README is read in two minutes: at most 100 lines', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(101);
});
