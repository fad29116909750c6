import type { PageFiles } from '../../../src/server/http/page-files.ts';
import { runServer } from '../../../src/server/run-server.ts';
import { findPort } from '../proxy/free-port.ts';
import { builtPage, settingsOf } from '../../../src/automation/in-process.ts';
import { temporaryFolder } from '../../../src/automation/temporary-folder.ts';

/** The real server, which can be replaced by one with another page at the same address: an update. */
export type PageVersions = {
  readonly url: string;
  /** Every open page is an old one then. Open connections are cut. */
  update(): Promise<void>;
  stop(): Promise<void>;
};

export async function startPageVersions(): Promise<PageVersions> {
  const folder = await temporaryFolder();
  const [port, cloudPort] = [await findPort(), await findPort()];
  const settings = settingsOf({
    PORT: String(port),
    CLOUD_PORT: String(cloudPort),
    DATA_DIR: folder.path,
  });
  const files = await builtPage();
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
      await folder.remove();
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
