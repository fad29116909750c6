/**
 * Where a ticket must not send firmware: everything that looks like the trusted place, or like one that a careless check would
 * take for it. Some of these lead to the very same store; none of them is what is on the list.
 */

/** @param trusted the origin that is on the list, `http://127.0.0.1:PORT` */
export function hostileHosts(trusted: string): readonly string[] {
  const { port } = new URL(trusted);
  const at = (host: string) => `http://${host}:${port}`;
  const real = 'bucket.oss-cn-shanghai.aliyuncs.com';
  return [
    // Look-alikes.
    `https://${real}.evil.example`,
    `https://oss-cn-shanghai.aliyuncs.com.evil.example`,
    'https://evil-aliyuncs.com',
    'https://aliyuncs.com.cn',
    'https://bucket.oss-cn-shanghai.aliyuncs.co',
    'https://buсket.oss-cn-shanghai.aliyuncs.com',
    'https://xn--buket-2ye.oss-cn-shanghai.aliyuncs.com',
    'https://ｂucket.oss-cn-shanghai.aliyuncs.com',
    'https://bucket。oss-cn-shanghai。aliyuncs。com',
    `https://${real}`,
    `https://another-${real}`,
    'https://*.aliyuncs.com',
    // User information, where people look for the host.
    `http://127.0.0.1:${port}@evil.example`,
    `https://${real}@evil.example`,
    `http://user@127.0.0.1:${port}`,
    `http://user:password@127.0.0.1:${port}`,
    `http://@127.0.0.1:${port}`,
    // Ports.
    'http://127.0.0.1',
    `http://127.0.0.1:${Number(port) + 1}`,
    `http://127.0.0.1:0${port}`,
    'http://127.0.0.1:99999',
    // The same machine under other names.
    at('localhost'),
    at('[::1]'),
    at('[::ffff:127.0.0.1]'),
    at('127.1'),
    at('0x7f.0.0.1'),
    at('2130706433'),
    at('0177.0.0.1'),
    at('127.0.0.1.'),
    at('１２７.0.0.1'),
    at('%31%32%37.0.0.1'),
    // The trusted place, written in another way.
    `${trusted}/`,
    `${trusted}/bucket`,
    `${trusted}?`,
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
    `ws://127.0.0.1:${port}`,
    `blob:${trusted}/1`,
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc',
    'about:blank',
    'null',
    '*',
    '<img src=x onerror=alert(1)>',
    'http://\u202e1.0.0.721',
  ];
}

/** Names that an object of a firmware cannot have: each would mean another place to somebody on the way. */
export const hostileKeys: readonly string[] = [
  '..',
  '.',
  '../firmware.bin',
  'ota/../../firmware.bin',
  'ota/firmware/..',
  'ota/./firmware.bin',
  '/ota/firmware.bin',
  '//evil.example/firmware.bin',
  'ota//firmware.bin',
  'ota/firmware.bin/',
  'ota\\firmware.bin',
  '..\\firmware.bin',
  'ota/%2e%2e/firmware.bin',
  'ota/%2F/firmware.bin',
  'ota/firmware.bin?x=1',
  'ota/firmware.bin#top',
  'ota/firmware.bin;v=1',
  'ota/firm ware.bin',
  ' ota/firmware.bin',
  'ota/firmware.bin\u0000.txt',
  'ota/firmware\r\nSet-Cookie: a=b.bin',
  'ota/firmware\t.bin',
  'ota/firmware\u007f.bin',
  'ota/firmware\u202enib.bin',
  'ota/firmware\u200b.bin',
  'ota/fïrmware.bin',
  'ota/固件.bin',
  'ota/${filename}',
  '${filename}',
  '$key',
  'ota/*.bin',
  '.hidden',
  '@evil.example',
  'C:ota',
  '<script>alert(1)</script>',
  '"',
];

/** Addresses that are not the ticket's host, a slash and its key. */
export function hostileUrls(host: string, key: string): readonly string[] {
  return [
    `${host}/${key}x`,
    `${host}/${key}/`,
    `${host}/${key}?download`,
    `${host}/${key}#`,
    `${host}//${key}`,
    `${host}${key}`,
    `${host}/./${key}`,
    `${host}/x/../${key}`,
    `${host}/${key.replace('/', '%2F')}`,
    `${host}/${key.toUpperCase()}`,
    `${host}/another.bin`,
    host,
    `/${key}`,
    key,
    `https://evil.example/${key}`,
    `${host}.evil.example/${key}`,
    `${host}@evil.example/${key}`,
    host.replace('http:', 'https:').concat(`/${key}`),
    ` ${host}/${key}`,
    `${host}/${key}\n`,
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
  ];
}
