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

/** `src/upload/queue/intake.ts` -> `queue`; a worker in a folder of its own belongs to that folder. */
const folderIn = (room: string) => (path: string) => {
  const [folder = '', ...rest] = path.slice(`src/${room}/`.length).split('/');
  return rest.length === 0 ? room : folder;
};

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

  test.each(['upload', 'server', 'app'])('docs/architecture.md: the folders of %s', (room) => {
    const inRoom = ({ from, to }: Import) => roomOf(from) === room && roomOf(to) === room;
    expect(drawnArrows('docs/architecture.md', `## The folders of \`${room}\``)).toEqual(
      arrows(imports.filter(inRoom), folderIn(room)),
    );
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

describe('sizes', () => {
  const linesOf = (path: string) => read(path).split('\n').length - 1;

  test('no source file has more than 250 lines, language catalogs aside', () => {
    const long = files.filter(
      (path) => !/\/(?:languages|english)\//.test(path) && linesOf(path) > 250,
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
