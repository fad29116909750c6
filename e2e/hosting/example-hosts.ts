import { execFile } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Place, ReverseProxy } from '../proxies/reverse-proxies.ts';

/**
 * The files of `examples/` as they stand, but for what differs between machines: ports, folders and certificates. Names stay:
 * the browser is told that they lie on loopback.
 */

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
const IS_ROOT = process.getuid?.() === 0;

export type ExampleHost = 'nginx' | 'caddy';
/** Which of the two files of each program. */
export type ExampleFile = 'page-and-store' | 'static-page';

/** What the examples leave to their users. */
export type Surroundings = {
  readonly page: number;
  readonly store: number;
  /** The built page, with the example's config.json in its place. */
  readonly client: string;
  readonly certificate: string;
  readonly key: string;
};

export async function exampleHost(
  program: ExampleHost,
  file: ExampleFile,
  surroundings: Surroundings,
): Promise<ReverseProxy> {
  const text = await readExample(program, file);
  const adapted = (place: Place) => adapt(text, surroundings, place.port);
  return program === 'nginx' ? nginx(adapted) : caddy(adapted, surroundings);
}

function readExample(program: ExampleHost, file: ExampleFile): Promise<string> {
  const caddyFile = file === 'page-and-store' ? 'Caddyfile' : `${file}.Caddyfile`;
  const name = program === 'nginx' ? `${file}.conf` : caddyFile;
  return readFile(join(EXAMPLES, program, name), 'utf8');
}

function adapt(
  text: string,
  { page, store, client, certificate, key }: Surroundings,
  port: number,
) {
  return text
    .replaceAll('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll(/\/etc\/ssl\/[\w.]+\.pem/g, certificate)
    .replaceAll(/\/etc\/ssl\/[\w.]+\.key/g, key)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${page}`)
    .replaceAll('127.0.0.1:8081', `127.0.0.1:${store}`)
    .replaceAll('/srv/ota-drop/client', client);
}

function nginx(servers: (place: Place) => string): ReverseProxy {
  return {
    name: 'nginx',
    program: 'nginx',
    files: (place) => ({
      'nginx.conf': `${IS_ROOT ? 'user root;' : ''}
daemon off; pid ${place.dir}/nginx.pid; error_log ${place.dir}/error.log;
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path ${place.dir}/body; proxy_temp_path ${place.dir}/proxy;
  fastcgi_temp_path ${place.dir}/fastcgi; uwsgi_temp_path ${place.dir}/uwsgi; scgi_temp_path ${place.dir}/scgi;
  ${servers(place)}
}`,
    }),
    args: ({ dir }) => ['-p', dir, '-e', join(dir, 'error.log'), '-c', join(dir, 'nginx.conf')],
  };
}

function caddy(sites: (place: Place) => string, { certificate, key }: Surroundings): ReverseProxy {
  return {
    name: 'caddy',
    program: 'caddy',
    version: ['version'],
    files: (place) => ({
      Caddyfile: `{
  admin off
  auto_https off
  https_port ${place.port}
}
${sites(place).replaceAll(/^([\w.]+\.example\.com) \{/gm, (_, name: string) => `https://${name} {\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}`)}
`,
    }),
    args: ({ dir }) => ['run', '--adapter', 'caddyfile', '--config', join(dir, 'Caddyfile')],
    env: ({ dir }) => ({ HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir }),
  };
}

const NAMES = ['files.example.com', 'ota.example.com', 'store.ota.example.com'] as const;

/** Tells Chromium where the names of the examples are. */
export function resolverRules(port: number): string {
  return NAMES.map((name) => `MAP ${name}:443 127.0.0.1:${port}`).join(', ');
}

/** A certificate for the names, the built page and its config.json. @returns undefined where there is no openssl */
export async function prepare(
  dir: string,
): Promise<Pick<Surroundings, 'client' | 'certificate' | 'key'> | undefined> {
  const [certificate, key, client] = [join(dir, 'c.pem'), join(dir, 'c.key'), join(dir, 'client')];
  const made = await promisify(execFile)('openssl', [
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' '),
    '-subj',
    '/CN=ota.example.com',
    '-addext',
    `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(',')}`,
    '-keyout',
    key,
    '-out',
    certificate,
  ]).catch(() => undefined);
  if (made === undefined) return undefined;
  await mkdir(client, { recursive: true });
  await cp(join(ROOT, 'dist/client'), client, { recursive: true });
  await cp(join(EXAMPLES, 'nginx/config.json'), join(client, 'config.json'));
  return { client, certificate, key };
}
