import { nameText } from './name-text.ts';

/** What a POSIX extended header has to say about the entry after it. */
export type PaxFacts = {
  readonly path?: string;
  /** Of a sparse file; its `path` is then one that GNU tar made up for programs that know nothing of such files. */
  readonly sparsePath?: string;
  readonly bytes?: number;
  /** Of a sparse file, holes included. */
  readonly realBytes?: number;
};

/** Records of the form `length key=value\n`, their length counted in bytes, all of it included. */
export function readPax(data: Uint8Array): PaxFacts {
  const facts: { -readonly [Key in keyof PaxFacts]: PaxFacts[Key] } = {};
  for (let at = 0; at < data.byteLength;) {
    const space = data.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : digits(data.subarray(at, space));
    const end = at + length;
    // What does not add up is not gone through.
    if (!(length > space - at + 1) || end > data.byteLength) break;
    const equals = data.indexOf(0x3d, space);
    if (equals > space && equals < end) {
      const key = nameText(data.subarray(space + 1, equals), 'latin1');
      Object.assign(facts, fact(key, data.subarray(equals + 1, end - 1)));
    }
    at = end;
  }
  return facts;
}

function fact(key: string, value: Uint8Array): PaxFacts {
  switch (key) {
    case 'path':
      return { path: nameText(value, 'latin1') };
    case 'GNU.sparse.name':
      return { sparsePath: nameText(value, 'latin1') };
    case 'size':
      return numeric('bytes', value);
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      return numeric('realBytes', value);
    default:
      return {};
  }
}

function numeric(name: 'bytes' | 'realBytes', value: Uint8Array): PaxFacts {
  const number = digits(value);
  return Number.isNaN(number) ? {} : { [name]: number };
}

function digits(bytes: Uint8Array): number {
  const text = nameText(bytes, 'latin1');
  return /^\d{1,19}$/.test(text) ? Number(text) : Number.NaN;
}
