/** What systems and programs leave in folders beside the files that were put there. */
const NAMES = [
  // macOS: the look of a folder, and what another file system cannot keep of a file (AppleDouble).
  /^\.DS_Store$/i,
  /^\._/,
  // Windows.
  /^desktop\.ini$/i,
  /^Thumbs\.db$/i,
  // An office program's mark that a document is open.
  /^~\$/,
];

/** Nothing below these is a file of the user's own. `.git` is a file in a submodule. */
const FOLDERS: ReadonlySet<string> = new Set(['__MACOSX', '.git', '.svn']);

/** @param path as far as it is known, the name at its end */
export function isLeftOut(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return parts.some((part) => FOLDERS.has(part)) || NAMES.some((pattern) => pattern.test(name));
}

export type Sorted = { readonly kept: readonly File[]; readonly leftOut: number };

/** The same for all ways in: dropped, chosen, pasted; a file that was chosen by itself, too. */
export function withoutLeftOut(files: readonly File[]): Sorted {
  const kept = files.filter((file) => !isLeftOut(pathOf(file)));
  return { kept, leftOut: files.length - kept.length };
}

function pathOf(file: File): string {
  if ('relativePath' in file && typeof file.relativePath === 'string') return file.relativePath;
  return file.webkitRelativePath || file.name;
}
