/** Not exposed, a header is there for everybody but a page. */
export function hideChecksum({ headers }: Response, from: 'pages' | 'everybody'): void {
  if (from === 'everybody') headers.delete('x-oss-hash-crc64ecma');
  const exposed = headers.get('access-control-expose-headers');
  if (exposed === null) return;
  headers.set(
    'access-control-expose-headers',
    exposed
      .split(', ')
      .filter((name) => name !== 'x-oss-hash-crc64ecma')
      .join(', '),
  );
}

export function withoutCors({ headers }: Response): void {
  const names = Array.from(headers.keys()).filter((name) => name.startsWith('access-control-'));
  for (const name of names) headers.delete(name);
}
