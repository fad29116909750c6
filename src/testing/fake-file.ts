import { crc64 } from '../contract/crc64.ts';

const BYTES = new TextEncoder().encode('123456789');
export const FAKE_BYTES = BYTES.byteLength;
/** Of every file here, whatever its size is said to be. */
export const CRC = crc64(BYTES);

export type Condition =
  | 'same'
  | 'unreadable'
  | 'gone'
  | 'empty'
  | 'resized'
  | 'touched'
  /** Begins well, but cannot be read to its end. */
  | 'torn'
  /** Begins well, and then its drive never answers. */
  | 'stuck'
  /** On a drive that never answers. */
  | 'silent'
  /** Firefox says its old size, and reads what is there now. */
  | 'grown'
  | 'shrunk';

/** A file that is read at once, and whose condition a test can change; real files are read in browsers' tests. */
export type FakeFile = { readonly file: File; condition: Condition };

export function fakeFile(name: string, size = FAKE_BYTES, modifiedAt = 1): FakeFile {
  /** Whether there is anything is all that is ever asked of a fake: one byte stands for many. */
  const bytesBetween = (from: number, to: number) =>
    new ArrayBuffer(Math.min(to, size) > from ? 1 : 0);
  const read = async (from: number, to: number): Promise<ArrayBuffer> => {
    const isFirstByte = from === 0 && to === 1;
    switch (fake.condition) {
      case 'unreadable':
        throw new DOMException('no', 'NotReadableError');
      case 'gone':
        throw new DOMException('no', 'NotFoundError');
      case 'torn':
        if (isFirstByte) return bytesBetween(from, to);
        throw new DOMException('no', 'NotReadableError');
      case 'stuck':
        return isFirstByte ? bytesBetween(from, to) : new Promise(() => {});
      case 'silent':
        return new Promise(() => {});
      case 'empty':
        return new ArrayBuffer(0);
      case 'shrunk':
        return bytesBetween(from, Math.min(to, size - 1));
      case 'same':
      case 'resized':
      case 'touched':
      case 'grown':
        return bytesBetween(from, to);
    }
  };
  /** Of its pieces nothing but their length is ever asked. */
  const stream = () => {
    const byteLength =
      size + (fake.condition === 'grown' ? 1 : 0) - (fake.condition === 'shrunk' ? 1 : 0);
    const pieces = [{ byteLength }];
    return {
      getReader: () => ({
        read: async () => (await read(0, size), { value: pieces.pop() }),
        cancel: async () => {},
      }),
    };
  };
  const file = Object.defineProperties(new File([BYTES], name), {
    size: { get: () => (fake.condition === 'resized' ? size + 1 : size) },
    lastModified: { get: () => (fake.condition === 'touched' ? modifiedAt + 1 : modifiedAt) },
    stream: { value: stream },
    slice: { value: (from: number, to: number) => ({ arrayBuffer: () => read(from, to) }) },
  });
  const fake: FakeFile = { file, condition: 'same' };
  return fake;
}
