import { toldText } from '../../src/contract/legible-text.ts';
import type { PlatformScript } from '../support/cloud/live-cloud.ts';

/**
 * Where a ticket must not send firmware: what looks like the trusted place, or what a careless check would take for it.
 * Some of these lead to the very same store; none of them is what is on the list.
 */

/** What stands in a ticket. */
export type TicketData = { readonly host: string; readonly key: string } & Readonly<
  Record<string, unknown>
>;

/** A change that makes a ticket hostile, and what the page has to say of it. */
export type HostileTicket = {
  readonly change: (data: TicketData) => TicketData;
  readonly says: string;
};

export const TICKETS = '/api/tickets';

/** Passes every ticket on with changes: of a gateway to the page, or of a platform to our server. */
export function changed(change: (data: TicketData, nth: number) => TicketData): PlatformScript {
  return async (pass, nth) => {
    const envelope: { data: TicketData } = await (await pass()).json();
    return Response.json({ ...envelope, data: change(envelope.data, nth) });
  };
}

export function hostileTypes(): readonly HostileTicket[] {
  return ['COS', 's3', 'oss', 'OSS ', 'ＯＳＳ', '<b>OSS</b>'].map((objectStorage) => ({
    change: (data) => ({ ...data, objectStorage }),
    says: `This type of storage isn’t supported The ticket names “${objectStorage}”; this version uploads to OSS and S3 only. Tell your administrator.`,
  }));
}

/** @param trusted the origin that is on the list */
export function hostileHosts(trusted: string): readonly HostileTicket[] {
  return hostsLike(trusted).map((host) => ({
    change: (data) => ({ ...data, host, firmwareUrl: `${host}/${data.key}` }),
    says: untrusted(
      `Host: ${toldText(host)}. Report it to your administrator; if it is yours, it belongs in STORE_HOSTS.`,
    ),
  }));
}

/** Whether a ticket's own policy allows its name, only the page looks: our server refuses the unsafe ones alone. */
export const unsafeKeys = () => keysOf(UNSAFE_KEYS);
export const hostileKeys = () => keysOf([...UNSAFE_KEYS, ...NOT_ALLOWED_KEYS]);

function keysOf(names: readonly string[]): readonly HostileTicket[] {
  return names.map((key) => ({
    change: (data) => ({ ...data, key, firmwareUrl: `${data.host}/${key}` }),
    says: untrusted(
      `The object name in the ticket is not a safe one: ${toldText(key)}. Report it to your administrator.`,
    ),
  }));
}

export function hostileUrls(trusted: string): readonly HostileTicket[] {
  // The name is the platform's to make up: a fixed one lets the sentences be known.
  const key = 'ota/firmware/fixed.bin';
  return urlsLike(trusted, key).map((firmwareUrl) => ({
    change: (data) => ({ ...data, key, firmwareUrl }),
    says: untrusted(
      `The firmwareUrl in the ticket does not match its host and key: ${toldText(firmwareUrl)}. Report it to your administrator.`,
    ),
  }));
}

const untrusted = (what: string) => `This upload address isn’t trusted ${what}`;

/** Safe by themselves, and not what the ticket's own policy allows. */
const NOT_ALLOWED_KEYS = ['elsewhere/firmware.bin', 'ota/firmware.bin', 'OTA/firmware/x.bin'];

/** @param trusted the origin that is on the list, `http://127.0.0.1:PORT` */
function hostsLike(trusted: string): readonly string[] {
  const { port } = new URL(trusted);
  const at = (host: string) => `http://${host}:${port}`;
  const real = 'bucket.oss-cn-shanghai.aliyuncs.com';
  return [
    // Look-alikes.
    `https://${real}.evil.example`,
    `https://oss-cn-shanghai.aliyuncs.com.evil.example`,
    'https://evil-aliyuncs.com',
    'https://buсket.oss-cn-shanghai.aliyuncs.com',
    'https://xn--buket-2ye.oss-cn-shanghai.aliyuncs.com',
    'https://ｂucket.oss-cn-shanghai.aliyuncs.com',
    'https://bucket。oss-cn-shanghai。aliyuncs。com',
    `https://${real}`,
    'https://*.aliyuncs.com',
    // User information, where people look for the host.
    `http://127.0.0.1:${port}@evil.example`,
    `https://${real}@evil.example`,
    `http://user:password@127.0.0.1:${port}`,
    `http://@127.0.0.1:${port}`,
    // Ports.
    'http://127.0.0.1',
    `http://127.0.0.1:${Number(port) + 1}`,
    `http://127.0.0.1:0${port}`,
    // The same machine under other names.
    at('localhost'),
    at('[::1]'),
    at('127.1'),
    at('0x7f.0.0.1'),
    at('2130706433'),
    at('127.0.0.1.'),
    at('１２７.0.0.1'),
    at('%31%32%37.0.0.1'),
    // The trusted place, written in another way.
    `${trusted}/`,
    `${trusted}/bucket`,
    `${trusted}#`,
    `${trusted}\\@evil.example`,
    ` ${trusted}`,
    `${trusted} `,
    trusted.replace('127', '12\t7'),
    `${trusted}\n`,
    trusted.replace('http', 'HTTP'),
    trusted.replace('http:', 'https:'),
    trusted.replace('//', '\\\\'),
    trusted.replace('http:', ''),
    trusted.replace('http://', ''),
    // Other schemes.
    `ftp://127.0.0.1:${port}`,
    `blob:${trusted}/1`,
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc',
    '*',
    '<img src=x onerror=alert(1)>',
    'http://\u202e1.0.0.721',
  ];
}

/** Names that an object of a firmware cannot have: each would mean another place to some program on the way. */
const UNSAFE_KEYS: readonly string[] = [
  '..',
  '../firmware.bin',
  'ota/../../firmware.bin',
  'ota/firmware/..',
  '/ota/firmware.bin',
  '//evil.example/firmware.bin',
  'ota//firmware.bin',
  'ota/firmware.bin/',
  'ota\\firmware.bin',
  'ota/%2e%2e/firmware.bin',
  'ota/firmware.bin?x=1',
  'ota/firmware.bin#top',
  'ota/firm ware.bin',
  ' ota/firmware.bin',
  'ota/firmware.bin\u0000.txt',
  'ota/firmware\r\nSet-Cookie: a=b.bin',
  'ota/firmware\u007f.bin',
  'ota/firmware\u202enib.bin',
  'ota/firmware\u200b.bin',
  'ota/fïrmware.bin',
  'ota/${filename}',
  'ota/*.bin',
  '.hidden',
  '<script>alert(1)</script>',
];

/** Addresses that are not the ticket's host, a slash and its key. */
function urlsLike(host: string, key: string): readonly string[] {
  return [
    `${host}/${key}x`,
    `${host}/${key}?download`,
    `${host}/${key}#`,
    `${host}//${key}`,
    `${host}${key}`,
    `${host}/x/../${key}`,
    `${host}/${key.replace('/', '%2F')}`,
    `${host}/${key.toUpperCase()}`,
    `${host}/another.bin`,
    host,
    `https://evil.example/${key}`,
    `${host}.evil.example/${key}`,
    `${host}@evil.example/${key}`,
    host.replace('http:', 'https:').concat(`/${key}`),
    ` ${host}/${key}`,
    `${host}/${key}\n`,
    'javascript:alert(1)',
  ];
}
