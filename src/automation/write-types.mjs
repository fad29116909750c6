import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// The types of `ota-drop/playwright` beside its code: what `tsc -b` has written of the entry, and of all that it names.
const root = join(import.meta.dirname, '../..');
const written = join(root, 'node_modules/.cache/types/src');
const target = join(root, 'dist/playwright/types');

rmSync(target, { recursive: true, force: true });
/** @type {Set<string>} */
const seen = new Set();
copy(join(written, 'automation/playwright.d.ts'));
console.log(`dist/playwright/types: ${seen.size} files`);

/** @param {string} path */
function copy(path) {
  if (seen.has(path)) return;
  seen.add(path);
  const text = readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '');
  // Not every compiler takes `.ts` in an import.
  const importable = text.replaceAll(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.js$1');
  const place = join(target, path.slice(written.length));
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, importable);
  for (const [, , module] of text.matchAll(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g)) {
    copy(join(dirname(path), `${module}.d.ts`));
  }
}
