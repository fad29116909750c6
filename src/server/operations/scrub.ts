/**
 * Strikes secrets out of a text: as they are, and as a URL, base64 or hexadecimal digits would spell them. Events have no
 * field for a secret; this is for what an error of a library may quote.
 */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const spellings = [...new Set(secrets.filter((secret) => secret !== '').flatMap(spellingsOf))]
    // The longest first: a shorter one may be a part of it.
    .toSorted((a, b) => b.length - a.length);
  return (text) => spellings.reduce((clean, spelling) => clean.replaceAll(spelling, '****'), text);
}

export function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
  ];
}
