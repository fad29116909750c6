import fc from 'fast-check';

/** Names of files that are meant to do harm, or are only unusual. No disk has to take them. */

const PIECES = [
  // Markup, script and templates.
  '<img src=x onerror="alert(1)">',
  '"><script>alert(1)</script>',
  "'><svg onload=alert(1)>",
  '</title></style></h3></li>',
  '<!--',
  ']]>',
  '&lt;b&gt;',
  '&#x3c;',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '${filename}',
  '%00',
  '%3Cscript%3E',
  // Paths and shells.
  '../',
  '..\\',
  '/etc/passwd',
  'C:\\',
  '\\\\server\\share',
  '; rm -rf ~',
  '$(reboot)',
  '`reboot`',
  "'; DROP TABLE firmware; --",
  'CON',
  '?a=1',
  '#top',
  '*',
  '|',
  // What cannot be seen, and what turns a line around.
  '\u0000',
  '\u0007',
  '\u001b[2J',
  '\r\n',
  '\nSet-Cookie: a=b',
  '\t',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u200b',
  '\u200e',
  '\u202a',
  '\u202e',
  '\u2028',
  '\u2029',
  '\u2066',
  '\u2069',
  '\u2800',
  '\u3164',
  '\ufeff',
  '\ufff9',
  '\ufffe',
  '\u{e0041}',
  // Writing of all kinds.
  'прошивка',
  '固件',
  '펌웨어',
  'برنامج',
  'תוכנה',
  'ｆｕｌｌｗｉｄｔｈ',
  'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034d',
  '\u0301',
  'e\u0301',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}',
  '\u{1f3f3}\ufe0f\u200d\u{1f308}',
  '\u{1f44d}\u{1f3fd}',
  '\ufdfd',
  '\u{12031}',
  // Mere length.
  'W'.repeat(255),
  'i'.repeat(255),
  '-'.repeat(100),
  '.'.repeat(50),
  ' '.repeat(80),
  'a very long name that has words in it and goes on and on and on and on and on and on ',
] as const;

const ENDINGS = [
  '',
  '.bin',
  '.tar.gz',
  '.BIN',
  '.exe',
  '.\u202enib',
  '.bin\u0000.exe',
  '. ',
] as const;

/** The same names for the same seed, each of them once. */
export function hostileNames(count: number, seed: number): readonly string[] {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }) },
  );
  const name = fc
    .tuple(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.constantFrom(...ENDINGS))
    .map(([pieces, ending]) => `${pieces.join('')}${ending}`);
  const names = new Set<string>();
  for (let round = 0; names.size < count; round++) {
    for (const made of fc.sample(name, { numRuns: count, seed: seed + round })) {
      if (names.size < count) names.add(made);
    }
  }
  return [...names];
}
