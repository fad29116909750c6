import type { Entry, Har, Header, Request, Response } from 'har-format';
import type { Exchange } from '../../../upload/exchange-event.ts';
import { callsOf, type Call } from './calls.ts';

/** Not known to a page. The format has no other word for it. */
const UNKNOWN = -1;

/**
 * The calls as HAR 1.2. Without bodies: of a form the names of its fields are told, with the values that are no secret; of the file
 * its size. A page does not learn versions of HTTP, nor the headers that its browser adds.
 */
export function harOf(exchange: Exchange, build: string | undefined): Har {
  return {
    log: {
      version: '1.2',
      creator: { name: 'OTA Drop', version: build ?? 'unknown' },
      entries: callsOf(exchange).map((call) => entryOf(call, exchange.startedAt)),
    },
  };
}

function entryOf(call: Call, startedAt: number): Entry {
  const took = call.endedAt === undefined ? 0 : Math.max(0, call.endedAt - call.at);
  const missing =
    call.endedAt === undefined ? 'not answered yet' : 'no answer that a page may read';
  return {
    startedDateTime: new Date(startedAt + call.at).toISOString(),
    time: took,
    request: requestOf(call),
    response: responseOf(call),
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
    comment: [
      `attempt ${call.attempt}`,
      call.call,
      ...(call.status === undefined ? [missing] : []),
    ].join(', '),
  };
}

function requestOf({ url, fields, file, call }: Call): Request {
  const isForm = call === 'store';
  const params = fields.map(([name, value]) => ({ name, value }));
  const last = file && {
    name: 'file',
    fileName: file.name,
    contentType: 'application/octet-stream',
    comment: `${file.size} bytes`,
  };
  return {
    method: 'POST',
    url,
    httpVersion: '',
    cookies: [],
    headers: isForm ? [] : [{ name: 'content-type', value: 'application/json' }],
    queryString: [],
    postData: {
      mimeType: isForm ? 'multipart/form-data' : 'application/json',
      params: last === undefined ? params : [...params, last],
    },
    headersSize: UNKNOWN,
    bodySize: UNKNOWN,
  };
}

function responseOf({ status, headers }: Call): Response {
  return {
    status: status ?? 0,
    statusText: '',
    httpVersion: '',
    cookies: [],
    headers: headers.map(([name, value]): Header => ({ name, value })),
    content: { size: 0, mimeType: valueOf(headers, 'content-type') ?? 'x-unknown' },
    redirectURL: '',
    headersSize: UNKNOWN,
    bodySize: UNKNOWN,
  };
}

function valueOf(headers: Call['headers'], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
