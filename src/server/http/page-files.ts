import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import { pagePolicy, WORKER_POLICY, type HeaderRules } from './security-headers.ts';

/** The built page, read once at boot: a dozen small files, each compressed once. */
export type PageFiles = ReadonlyMap<string, PageFile>;
type PageFile = {
  readonly bytes: Buffer;
  readonly gzip: Buffer | undefined;
  readonly type: string;
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};
/** Vite writes this where a nonce belongs. */
const NONCE_PLACEHOLDER = /__CSP_NONCE__/g;

/** @throws when the folder cannot be read. */
export async function readPageFiles(dir: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)] ?? 'application/octet-stream';
    const bytes = await readFile(path);
    const gzip = /text|json|svg/.test(type) ? gzipSync(bytes, { level: 9 }) : undefined;
    files.set(`/${relative(dir, path).split(sep).join('/')}`, { bytes, gzip, type });
  }
  return files;
}

/** Which page this is: every change of the built page changes a hash in the document. Undefined when there is no page. */
export function buildOf(files: PageFiles): string | undefined {
  const document = files.get('/index.html');
  return document && createHash('sha256').update(document.bytes).digest('hex').slice(0, 12);
}

/** Serves the page: the document with a fresh nonce and the hashes of what it loads, the rest as it is. */
export function servePage(files: PageFiles, rules: HeaderRules): MiddlewareHandler {
  const document = withIntegrity(files);
  return async function serveFile(c, next) {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
    if (c.req.path === '/' || c.req.path === '/index.html') {
      if (document === undefined) return next();
      const nonce = randomBytes(16).toString('base64');
      c.header('Content-Security-Policy', pagePolicy(rules, nonce));
      return c.html(document.replace(NONCE_PLACEHOLDER, nonce));
    }
    const file = files.get(c.req.path);
    if (file === undefined) return next();
    c.header('Content-Type', file.type);
    c.header('Cache-Control', cacheControl(c.req.path));
    if (c.req.path.startsWith('/workers/')) c.header('Content-Security-Policy', WORKER_POLICY);
    c.header('Vary', 'Accept-Encoding');
    if (file.gzip !== undefined && acceptsGzip(c.req.header('accept-encoding') ?? '')) {
      c.header('Content-Encoding', 'gzip');
      return c.body(new Uint8Array(file.gzip));
    }
    return c.body(new Uint8Array(file.bytes));
  };
}

/** RFC 9110, section 12.5.3: by its name or by the star, and not with a weight of nothing. */
export function acceptsGzip(acceptEncoding: string): boolean {
  const weights = new Map(
    parseAccept(acceptEncoding).map(({ type, q }) => [type.toLowerCase(), q]),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

/** Vite puts a hash of the content into these names: such a file never changes. */
function cacheControl(path: string): string {
  return /^\/(assets|workers)\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** The document with `integrity` on every script and style it names. */
function withIntegrity(files: PageFiles): string | undefined {
  return files
    .get('/index.html')
    ?.bytes.toString('utf8')
    .replace(/(src|href)="\.(\/assets\/[^"]+)"/g, (attribute, _name, path: string) => {
      const file = files.get(path);
      if (file === undefined) return attribute;
      return `${attribute} integrity="sha384-${createHash('sha384').update(file.bytes).digest('base64')}"`;
    });
}
