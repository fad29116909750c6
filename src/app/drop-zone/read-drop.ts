/**
 * Every file of a drop, those of folders with their path in `relativePath`. Done here since the drop library leaves two names
 * out without saying so, gives up all of a drop when one file cannot be had, and writes a `type` of its own on files.
 * @param onUnreadable called for each file or folder that the browser does not hand out
 */
export async function readDrop(
  { items, files }: DataTransfer,
  onUnreadable: () => void,
): Promise<File[]> {
  // At once: the list is empty when the event is over.
  const dropped = [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry() }));
  if (dropped.length === 0) return [...files];
  const found = await Promise.all(
    dropped.map(async ({ file, entry }) => {
      if (entry !== null && isFolder(entry)) return filesBelow(entry, onUnreadable);
      if (file === null) onUnreadable();
      return file === null ? [] : [file];
    }),
  );
  return found.flat();
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

async function filesBelow(
  folder: FileSystemDirectoryEntry,
  onUnreadable: () => void,
): Promise<File[]> {
  const files: File[] = [];
  const reader = folder.createReader();
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    }).catch(() => undefined);
    if (batch === undefined) onUnreadable();
    if (batch === undefined || batch.length === 0) return files;
    const found = await Promise.all(
      batch.map((entry) => (isFolder(entry) ? filesBelow(entry, onUnreadable) : fileOf(entry))),
    );
    for (const each of found) {
      if (each === undefined) onUnreadable();
      else files.push(...each);
    }
  }
}

async function fileOf(entry: FileSystemEntry): Promise<File[] | undefined> {
  if (!isFile(entry)) return undefined;
  try {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    return [Object.defineProperty(file, 'relativePath', { value: entry.fullPath })];
  } catch {
    return undefined;
  }
}
