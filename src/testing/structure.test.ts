import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawnArrows, importsOf, productionFiles, read, type Import } from './source-files.ts';

const files = productionFiles();
const imports = files.flatMap(importsOf);

/** `src/upload/queue/intake.ts` -> `upload`; files beside the rooms put them together and are `main`. */
function roomOf(path: string): string {
  const [, room = '', ...rest] = path.split('/');
  return rest.length === 0 ? 'main' : room;
}

/** `src/upload/digest/worker/main.ts` -> `digest/worker`; files beside the folders are called like their room. */
const folderIn = (room: string) => (path: string) =>
  dirname(path).slice(`src/${room}/`.length) || room;

function arrows(among: readonly Import[], place: (path: string) => string): string[] {
  const kinds = new Map<string, '-->' | '-.->'>();
  for (const { from, to, kind } of among) {
    const [a, b] = [place(from), place(to)];
    if (a === b) continue;
    const key = `${a} ${b}`;
    if (kind === 'static') kinds.set(key, '-->');
    else if (!kinds.has(key)) kinds.set(key, '-.->');
  }
  return [...kinds].map(([key, arrow]) => key.replace(' ', ` ${arrow} `)).toSorted();
}

describe('the drawings are the imports', () => {
  test('README: the rooms', () => {
    expect(drawnArrows('README.md', '## The code')).toEqual(arrows(imports, roomOf));
  });

  const inRoom = (room: string) =>
    imports.filter(({ from, to }) => roomOf(from) === room && roomOf(to) === room);

  test.each(['upload', 'server'])('docs/architecture.md: the folders of %s', (room) => {
    expect(drawnArrows('docs/architecture.md', `## The folders of \`${room}\``)).toEqual(
      arrows(inRoom(room), folderIn(room)),
    );
  });

  test('docs/architecture.md: the folders of app, which import only what stands below them', () => {
    const [, section = ''] = read('docs/architecture.md').split('## The folders of `app`\n');
    const [table = ''] = section.split('\n## ');
    const order = [...table.matchAll(/^\| `([\w/-]+)`/gm)].map(([, folder = '']) => folder);
    const folders = files.filter((path) => roomOf(path) === 'app').map(folderIn('app'));
    expect(order.toSorted()).toEqual([...new Set(folders)].toSorted());
    const upwards = arrows(inRoom('app'), folderIn('app')).filter((arrow) => {
      const [from = '', , to = ''] = arrow.split(' ');
      return order.indexOf(to) < order.indexOf(from);
    });
    expect(upwards).toEqual([]);
  });
});

test('no folder imports itself by way of others', () => {
  const targets = new Map<string, Set<string>>();
  // What is loaded later is a circle as well: neither of the two could be understood, or moved, alone.
  for (const { from, to } of imports) {
    const [a, b] = [dirname(from), dirname(to)];
    if (a !== b) targets.set(a, (targets.get(a) ?? new Set()).add(b));
  }
  const circles: string[] = [];
  const visit = (folder: string, way: readonly string[]) => {
    if (way.includes(folder)) {
      circles.push([...way.slice(way.indexOf(folder)), folder].join(' > '));
      return;
    }
    for (const next of targets.get(folder) ?? []) visit(next, [...way, folder]);
    targets.set(folder, new Set());
  };
  for (const folder of targets.keys()) visit(folder, []);
  expect(circles).toEqual([]);
});

describe('the ways in docs/architecture.md', () => {
  test.each([
    ['A file’s way to its verified address', 14],
    ['A lost answer', 9],
    ['A POST to disk', 9],
  ])('%s passes at most %i files', (heading, most) => {
    const [, section = ''] = read('docs/architecture.md').split(
      `## ${heading.replace('’', "'")}\n`,
    );
    const [way = ''] = section.split('\n## ');
    const steps = [...way.matchAll(/^\d+\. `(src\/[^`]+)`/gm)].map(([, path]) => path);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(most);
    expect(new Set(steps).size).toBe(steps.length);
  });
});

describe('sizes', () => {
  const linesOf = (path: string) => read(path).split('\n').length - 1;

  test('no source file has more than 250 lines, language catalogs aside', () => {
    const long = files.filter(
      (path) => !/\/locales\/(?:languages|english)\//.test(path) && linesOf(path) > 250,
    );
    expect(long.map((path) => `${path}: ${linesOf(path)}`)).toEqual([]);
  });

  test('half of the source files have at most 60 lines', () => {
    const sizes = files.map(linesOf).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(60);
  });

  test('no folder has more than 20 source files', () => {
    const counts = new Map<string, number>();
    for (const path of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const large = [...counts].filter(([, count]) => count > 20);
    expect(large.map(([folder, count]) => `${folder}: ${count}`)).toEqual([]);
  });
});
