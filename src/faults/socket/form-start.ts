import type { BodySize } from '../fault.ts';

/** What the beginning of a multipart body tells about all of it. */
export type FormStart = { readonly key: string | undefined; readonly size: BodySize };

export type AnnouncedForm = {
  readonly contentType: string;
  /** The Content-Length; Infinity in a chunked body. */
  readonly bodyBytes: number;
};

/**
 * Undefined as long as the file has not begun. The size of the file is right for forms as browsers send them, with nothing
 * after the file but the last boundary.
 */
export function readFormStart(beginning: Buffer, form: AnnouncedForm): FormStart | undefined {
  const { key, fileStart } = readParts(beginning, form);
  if (fileStart === undefined) return undefined;
  const lastBoundary = `\r\n${delimiterOf(form)}--\r\n`.length;
  const fileBytes = Math.max(0, form.bodyBytes - fileStart - lastBoundary);
  return { key, size: { bodyBytes: form.bodyBytes, fileStart, fileBytes } };
}

/** Of a body whose file never begins, or not soon. */
export function withoutFile(beginning: Buffer, form: AnnouncedForm): FormStart {
  const { bodyBytes } = form;
  const fileStart = beginning.byteLength;
  const fileBytes = Math.max(0, bodyBytes - fileStart);
  return { key: readParts(beginning, form).key, size: { bodyBytes, fileStart, fileBytes } };
}

/** As far as they go. */
function readParts(
  beginning: Buffer,
  form: AnnouncedForm,
): { key: string | undefined; fileStart: number | undefined } {
  // Text in which every byte is one character.
  const text = beginning.toString('latin1');
  const delimiter = delimiterOf(form);
  let key: string | undefined;
  let at = text.indexOf(`${delimiter}\r\n`);
  while (at >= 0) {
    const headEnd = text.indexOf('\r\n\r\n', at);
    if (headEnd < 0) break;
    const name = /[;\s]name=(?:"([^"]*)"|([^;\s]+))/i.exec(text.slice(at, headEnd));
    const valueStart = headEnd + 4;
    if (isNamed(name, 'file')) return { key, fileStart: valueStart };
    const valueEnd = text.indexOf(`\r\n${delimiter}`, valueStart);
    if (valueEnd < 0) break;
    if (isNamed(name, 'key')) {
      key = beginning.subarray(valueStart, valueEnd).toString('utf8');
    }
    at = valueEnd + 2;
  }
  return { key, fileStart: undefined };
}

function isNamed(match: RegExpExecArray | null, name: string): boolean {
  return (match?.[1] ?? match?.[2])?.toLowerCase() === name;
}

function delimiterOf({ contentType }: AnnouncedForm): string {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
}
