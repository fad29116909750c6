import { createHash } from 'node:crypto';
import type { Context } from 'hono';

/** The page under a name that this server does not know: no script, nothing to load. */
type Words = {
  readonly lang: string;
  readonly title: string;
  /** @param host as HTML */
  readonly seen: (host: string) => string;
  readonly ours: string;
  readonly proxy: string;
};

const ENGLISH: Words = {
  lang: 'en',
  title: 'PUBLIC_URL does not name this address',
  seen: (host) => `OTA Drop does not answer under the name ${host}. Nothing was stored.`,
  ours: 'If it should open under this name, set PUBLIC_URL to the address as users type it (for example https://ota.example.com) and start the server again.',
  proxy:
    'If that is not the name in your address bar, a proxy on the way has rewritten the Host header: let it pass Host on as it came, or set PUBLIC_URL to the name that it sends.',
};

const CHINESE: Words = {
  lang: 'zh-CN',
  title: 'PUBLIC_URL 与此地址不符',
  seen: (host) => `OTA Drop 不在名称 ${host} 下提供服务。未存储任何内容。`,
  ours: '如果应当通过此名称打开，请将 PUBLIC_URL 设为实际使用的地址（例如 https://ota.example.com），然后重新启动服务器。',
  proxy:
    '如果这不是地址栏中的名称，则是途中的代理改写了 Host 标头：请让代理原样传递 Host，或将 PUBLIC_URL 设为代理发送的名称。',
};

const STYLE =
  'body{margin:3rem auto;max-width:40rem;padding:0 1.25rem;font:1rem/1.6 system-ui,sans-serif}h1{font-size:1.375rem;line-height:1.3}';

/** Nothing but that style, by its digest. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
].join('; ');

/** Whether the client is a browser that wants to show a page. */
export function wantsPage(c: Context): boolean {
  return /\btext\/html\b/i.test(c.req.header('accept') ?? '');
}

export function unknownHostPage(c: Context): Response | Promise<Response> {
  const words = wordsFor(c.req.header('accept-language') ?? '');
  const host = escapeHtml(clip(c.req.header('host') ?? new URL(c.req.url).host));
  const page = `<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${words.title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${words.title}</h1>
<p>${words.seen(`<code>${host}</code>`)}</p>
<p>${words.ours}</p>
<p>${words.proxy}</p>
</body>
</html>
`;
  c.header('Content-Security-Policy', POLICY);
  c.header('Vary', 'Accept, Accept-Language');
  return c.html(page, 421);
}

/** The first of the two languages in the list; every browser gives weights in falling order. */
function wordsFor(acceptLanguage: string): Words {
  const languages = acceptLanguage.split(',').map((tag) => tag.trim().slice(0, 2).toLowerCase());
  return languages.find((tag) => tag === 'zh' || tag === 'en') === 'zh' ? CHINESE : ENGLISH;
}

const HOST_MAX_CHARS = 200;

function clip(host: string): string {
  return host.length > HOST_MAX_CHARS ? `${host.slice(0, HOST_MAX_CHARS)}…` : host;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
