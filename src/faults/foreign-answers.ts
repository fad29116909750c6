import type { CuttingFault } from './fault.ts';

/** An answer that is not the store's own. */
export type ForeignFault = Exclude<CuttingFault, { kind: 'refused' }>;

const PIECE_BYTES = 64 * 1024;
const ERROR_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>';
const ERROR_TAIL = '</Message></Error>\n';

/** A page may read it only if the fault says so; none of it carries a header of OSS. */
export function foreignAnswer(fault: ForeignFault): Response {
  const answer = bareAnswer(fault);
  answer.headers.set('server', 'nginx');
  if (fault.isReadable ?? true) answer.headers.set('access-control-allow-origin', '*');
  return answer;
}

function bareAnswer(fault: ForeignFault): Response {
  switch (fault.kind) {
    case 'gateway-error': {
      const answer = page(fault.status, `${fault.status} ${GATEWAY_TITLES[fault.status]}`);
      if (fault.retryAfterS !== undefined) {
        answer.headers.set('retry-after', String(fault.retryAfterS));
        answer.headers.set('access-control-expose-headers', 'Retry-After');
      }
      return answer;
    }
    case 'portal-page':
      return page(200, 'Sign in to Guest Wi-Fi');
    case 'redirected':
      return new Response(null, { status: fault.status, headers: { location: fault.location } });
    case 'huge-error':
      return new Response(hugeError(fault.bytes), {
        status: 403,
        headers: { 'content-type': 'application/xml', 'content-length': String(fault.bytes) },
      });
    case 'xml-bomb':
      return new Response(xmlBomb(), {
        status: 403,
        headers: { 'content-type': 'application/xml' },
      });
  }
}

const GATEWAY_TITLES = {
  413: 'Request Entity Too Large',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
} as const;

function page(status: number, title: string): Response {
  const html = `<html>\n<head><title>${title}</title></head>\n<body><center><h1>${title}</h1></center></body>\n</html>\n`;
  return new Response(html, { status, headers: { 'content-type': 'text/html' } });
}

/** Well-formed, made as it is read: never whole in memory. @param bytes at least what the elements need */
function hugeError(bytes: number): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  const filler = new Uint8Array(PIECE_BYTES).fill(utf8.encode('A')[0] ?? 0);
  let left = bytes - ERROR_HEAD.length - ERROR_TAIL.length;
  let isBegun = false;
  return new ReadableStream({
    pull(controller) {
      if (!isBegun) {
        isBegun = true;
        controller.enqueue(utf8.encode(ERROR_HEAD));
      } else if (left > 0) {
        controller.enqueue(filler.slice(0, left));
        left -= PIECE_BYTES;
      } else {
        controller.enqueue(utf8.encode(ERROR_TAIL));
        controller.close();
      }
    },
  });
}

/** Nine generations, each ten of the one before: a thousand million of the first. */
function xmlBomb(): string {
  const generations = Array.from({ length: 9 }, (_, nth) => {
    const value = nth === 0 ? 'boom' : `&g${nth - 1};`.repeat(10);
    return `<!ENTITY g${nth} "${value}">`;
  });
  return `<?xml version="1.0"?>\n<!DOCTYPE Error [${generations.join('')}]>\n<Error><Code>&g8;</Code><Message>&g8;</Message></Error>\n`;
}
