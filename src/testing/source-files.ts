import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** The repository's own files, as tests of its structure and documents read them. */
export const ROOT = join(import.meta.dirname, '../..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Paths of every file below a folder, relative to the root, with slashes. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'));
}

/** Source files of production: no tests, nothing that only tests use. */
export function productionFiles(): string[] {
  return filesBelow('src').filter(
    (path) =>
      /\.(?:tsx?|mjs)$/.test(path) &&
      !/\.(?:test|behaviour)\.tsx?$/.test(path) &&
      !path.startsWith('src/testing/') &&
      !path.endsWith('.d.ts'),
  );
}

export type Import = {
  readonly from: string;
  readonly to: string;
  /** Static imports are part of what is loaded; `import()` loads later. */
  readonly kind: 'static' | 'dynamic';
};

/** Imports of files by files, types included. Those of packages are left out. */
export function importsOf(path: string): Import[] {
  const found = read(path).matchAll(
    /^(?:import|export)\s[^;]*?['"](\.[^'"?]+)(?:\?[^'"]*)?['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/gm,
  );
  return [...found].flatMap(([, fixed, late]) => {
    const to = normalize(join(dirname(path), fixed ?? late ?? ''));
    const kind = fixed === undefined ? 'dynamic' : 'static';
    return /\.(?:tsx?|mjs)$/.test(to) ? [{ from: path, to, kind } as const] : [];
  });
}

/**
 * Arrows `a --> b` (static) and `a -.-> b` (dynamic only) of every Mermaid drawing below a heading of a document; `a --> b & c` are two.
 */
export function drawnArrows(document: string, heading: string): string[] {
  const [, section = ''] = read(document).split(`${heading}\n`);
  const [, drawing = ''] = /```mermaid\n([\s\S]*?)```/.exec(section) ?? [];
  return [...drawing.matchAll(/^\s*(\S+) (-->|-\.->) (\S+(?: & \S+)*)$/gm)]
    .flatMap(([, from, arrow, ends = '']) =>
      ends.split(' & ').map((to) => `${from} ${arrow} ${to}`),
    )
    .toSorted();
}
