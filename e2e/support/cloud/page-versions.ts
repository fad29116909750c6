import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPageFiles, type PageFiles } from '../../../src/server/http/page-files.ts';
import { runServer } from '../../../src/server/run-server.ts';
import { readSettings } from '../../../src/server/settings/settings.ts';
import { findPort } from '../proxy/free-port.ts';

/** The real server, which can be replaced by one with another page at the same address: an update. */
export type PageVersions = {
  readonly url: string;
  /** Whoever has the page open has an old one then. Open connections are cut. */
  update(): Promise<void>;
  stop(): Promise<void>;
};

export async function startPageVersions(): Promise<PageVersions> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ota-drop-versions-'));
  const [port, cloudPort] = [await findPort(), await findPort()];
  const reading = readSettings({
    PORT: String(port),
    CLOUD_PORT: String(cloudPort),
    DATA_DIR: dataDir,
  });
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  const { settings } = reading;
  const files = await readPageFiles(join(import.meta.dirname, '../../../dist/client'));
  let version = 1;
  let server = await runServer(settings, files);
  return {
    url: server.pageUrl,
    async update() {
      version += 1;
      await server.close(0);
      server = await runServer(settings, withMark(files, `<!-- version ${version} -->`));
    },
    async stop() {
      await server.close(0);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same page in another document, as a changed script makes it one. */
function withMark(files: PageFiles, mark: string): PageFiles {
  const document = files.get('/index.html');
  if (document === undefined) throw new Error('The page is not built');
  const bytes = Buffer.concat([document.bytes, Buffer.from(mark)]);
  return new Map([...files, ['/index.html', { ...document, bytes, gzip: undefined }]]);
}
