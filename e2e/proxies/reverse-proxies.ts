import { join } from 'node:path';

/** A reverse proxy of Debian, as its users first write it: what is set beyond an address says why. */
export type ReverseProxy = {
  readonly name: string;
  /** Debian's package has the name of the proxy, but for nginx-light and nghttp2-proxy. */
  readonly program: string;
  /** Prints its version; -v. */
  readonly version?: readonly string[];
  /** Breaks off some forms of some MB at random places, whatever the store does; the page can only say so. */
  readonly cutsForms?: true;
  /** Refuses to run as root; started by root, it runs as this user. */
  readonly user?: string;
  /** Configuration, by name within `dir`. */
  files(place: Place): Readonly<Record<string, string>>;
  args(place: Place): readonly string[];
  env?(place: Place): Readonly<Record<string, string>>;
};

/** Where it listens and leads, on loopback; `dir` is a temporary folder that is its own and everybody may write to. */
export type Place = { readonly dir: string; readonly port: number; readonly store: number };

const IS_ROOT = process.getuid?.() === 0;
const APACHE = '/usr/lib/apache2/modules';

const nginx = (more: string) => ({
  program: 'nginx',
  files: ({ dir, port, store }: Place) => ({
    'nginx.conf': `${IS_ROOT ? 'user root;' : ''}
daemon off; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  server { listen 127.0.0.1:${port}; ${more} location / { proxy_pass http://127.0.0.1:${store}; } }
}`,
  }),
  args: ({ dir }: Place) => [
    '-p',
    dir,
    '-e',
    join(dir, 'error.log'),
    '-c',
    join(dir, 'nginx.conf'),
  ],
});

const lighttpd = (more: string) => ({
  program: 'lighttpd',
  files: ({ dir, port, store }: Place) => ({
    'lighttpd.conf': `server.modules = ("mod_proxy")
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${dir}"
server.upload-dirs = ("${dir}")
server.errorlog = "${dir}/error.log"
${more}
proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${store})))`,
  }),
  args: ({ dir }: Place) => ['-D', '-f', join(dir, 'lighttpd.conf')],
});

const squid = (more: string) => ({
  program: 'squid',
  files: ({ dir, port, store }: Place) => ({
    'squid.conf': `http_port 127.0.0.1:${port} accel defaultsite=127.0.0.1:${port}
cache_peer 127.0.0.1 parent ${store} 0 no-query no-digest originserver
http_access allow all
cache deny all
pid_filename ${dir}/squid.pid
cache_log ${dir}/cache.log
access_log none
netdb_filename none
pinger_enable off
coredump_dir ${dir}
shutdown_lifetime 0 seconds
${more}
`,
  }),
  args: ({ dir, port }: Place) => ['-N', '-n', `proxies${port}`, '-f', join(dir, 'squid.conf')],
});

export const REVERSE_PROXIES: readonly ReverseProxy[] = [
  {
    name: 'haproxy',
    program: 'haproxy',
    files: ({ port, store }) => ({
      'haproxy.cfg': `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend page
  bind 127.0.0.1:${port}
  default_backend store
backend store
  server store 127.0.0.1:${store}
`,
    }),
    args: ({ dir }) => ['-db', '-f', join(dir, 'haproxy.cfg')],
  },
  {
    name: 'apache2',
    program: 'apache2',
    files: ({ dir, port, store }) => ({
      'apache.conf': `ServerRoot ${dir}
DefaultRuntimeDir ${dir}
PidFile ${dir}/apache.pid
ErrorLog ${dir}/error.log
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
LoadModule mpm_event_module ${APACHE}/mod_mpm_event.so
LoadModule authz_core_module ${APACHE}/mod_authz_core.so
LoadModule proxy_module ${APACHE}/mod_proxy.so
LoadModule proxy_http_module ${APACHE}/mod_proxy_http.so
${IS_ROOT ? 'User www-data\nGroup www-data' : ''}
ProxyPass / http://127.0.0.1:${store}/
`,
    }),
    args: ({ dir }) => ['-f', join(dir, 'apache.conf'), '-DFOREGROUND'],
  },
  { name: 'lighttpd', ...lighttpd('') },
  { name: 'lighttpd, streaming', ...lighttpd('server.stream-request-body = 2') },
  {
    name: 'caddy',
    program: 'caddy',
    version: ['version'],
    files: ({ port, store }) => ({
      Caddyfile: `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  reverse_proxy 127.0.0.1:${store}
}
`,
    }),
    args: ({ dir }) => ['run', '--adapter', 'caddyfile', '--config', join(dir, 'Caddyfile')],
    env: ({ dir }) => ({ HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir }),
  },
  { name: 'squid', cutsForms: true, ...squid('') },
  // It breaks a connection off whose sender is so much ahead of the store; by default 512 KB.
  { name: 'squid, large buffer', ...squid('client_request_buffer_max_size 1100 MB') },
  {
    name: 'varnish',
    program: 'varnishd',
    version: ['-V'],
    files: ({ store }) => ({
      'store.vcl': `vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${store}"; }
`,
    }),
    args: ({ dir, port }) =>
      `-F -j none -n ${dir}/varnish -s malloc,64m -a 127.0.0.1:${port} -f ${dir}/store.vcl`.split(
        ' ',
      ),
  },
  {
    name: 'nghttpx',
    program: 'nghttpx',
    version: ['--version'],
    files: () => ({ 'nghttpx.conf': '' }),
    args: ({ dir, port, store }) => [
      `--conf=${join(dir, 'nghttpx.conf')}`,
      `--frontend=127.0.0.1,${port};no-tls`,
      `--backend=127.0.0.1,${store}`,
      `--errorlog-file=${join(dir, 'error.log')}`,
    ],
  },
  {
    name: 'trafficserver',
    program: 'traffic_server',
    version: ['-V'],
    user: 'trafficserver',
    files: ({ dir, port, store }) => ({
      'runroot.yaml': `prefix: ${dir}
exec_prefix: ${dir}
bindir: /usr/bin
sbindir: /usr/sbin
sysconfdir: ${dir}
datadir: ${dir}
includedir: /usr/include
libdir: /usr/lib
libexecdir: /usr/lib/trafficserver/modules
localstatedir: ${dir}
runtimedir: ${dir}
logdir: ${dir}
cachedir: ${dir}
`,
      'records.config': `CONFIG proxy.config.http.server_ports STRING ${port}:ip-in=127.0.0.1
CONFIG proxy.config.reverse_proxy.enabled INT 1
CONFIG proxy.config.http.cache.http INT 0
CONFIG proxy.config.log.logging_enabled INT 0
`,
      'ip_allow.yaml': `ip_allow:
  - apply: in
    ip_addrs: 127.0.0.1
    action: allow
    methods: ALL
`,
      'remap.config': `map / http://127.0.0.1:${store}/\n`,
      'storage.config': `${dir} 16M\n`,
    }),
    args: ({ dir }) => [`--run-root=${dir}/runroot.yaml`],
  },
  {
    name: 'h2o',
    program: 'h2o',
    files: ({ dir, port, store }) => ({
      'h2o.conf': `${IS_ROOT ? 'user: root' : ''}
pid-file: ${dir}/h2o.pid
error-log: ${dir}/error.log
temp-buffer-path: ${dir}
listen: { host: 127.0.0.1, port: ${port} }
hosts:
  default:
    paths:
      /: { proxy.reverse.url: "http://127.0.0.1:${store}/" }
`,
    }),
    args: ({ dir }) => ['-c', join(dir, 'h2o.conf')],
  },
  // Its default of 1 MB is a limit that no firmware passes.
  { name: 'nginx', ...nginx('client_max_body_size 1001m;') },
  {
    name: 'nginx, unbuffered',
    ...nginx('client_max_body_size 1001m; proxy_request_buffering off; proxy_http_version 1.1;'),
  },
];
