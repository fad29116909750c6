import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { FILE_FIELD } from '../../contract/post-form.ts';
import {
  FIELD_NAME_MAX_BYTES,
  FIELD_VALUE_MAX_BYTES,
  FIELDS_MAX_BYTES,
} from '../../contract/limits.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import type { PostForm } from '../../simulator/bucket/post-object.ts';
import {
  createPreludeRoom,
  FIELDS_MAX,
  watchPrelude,
  type PreludeRoom,
  type PreludeTrouble,
} from './form-prelude.ts';

const BOUNDARY_MAX_CHARS = 70;

/** What is needed of an `IncomingMessage`. */
export type PostRequest = Readable & Pick<IncomingMessage, 'headers'>;

export type ReadOptions = {
  /** Its reason, an OssRefusal, may end the reading at any time. */
  readonly signal?: AbortSignal;
  /** Shared by all forms of a server. */
  readonly room?: PreludeRoom;
};

/** Names and values as OSS limits them, and what a form puts around each. */
const PRELUDE_MAX_BYTES = FIELDS_MAX_BYTES + FIELDS_MAX * 1024;

/**
 * Reads a PostObject request as it arrives: resolves as soon as the file part begins, with the fields before it, and hands
 * the file on as a stream with back-pressure. Nothing is held whole. The stream ends only after the last boundary.
 */
export function readPostForm(
  request: PostRequest,
  { signal, room = createPreludeRoom() }: ReadOptions = {},
): Promise<PostForm | OssRefusal> {
  const { 'content-type': contentType = '' } = request.headers;
  const boundary = readHead(request, contentType);
  if (boundary instanceof OssRefusal) return Promise.resolve(boundary);

  const parser = new Busboy({
    headers: { 'content-type': contentType },
    // The part named `file` is the file, whether or not it has a file name; every other part is a field.
    isPartAFile: (name) => name?.toLowerCase() === FILE_FIELD,
    limits: {
      fieldNameSize: FIELD_NAME_MAX_BYTES + 1,
      fieldSize: FIELD_VALUE_MAX_BYTES + 1,
      fields: FIELDS_MAX,
    },
  });
  // With what is around the file, so it is a little too much; 0 in a chunked body, which announces nothing.
  const announcedBytes = Number(request.headers['content-length'] ?? 0);
  const digest = createHash('md5');
  const expectedDigest = request.headers['content-md5'];
  if (expectedDigest !== undefined) request.on('data', (chunk: Buffer) => digest.update(chunk));

  return new Promise((resolve) => {
    const fields: [name: string, value: string][] = [];
    let fieldBytes = 0;
    let files = 0;
    let fileStream: BusboyFileStream | undefined;
    let trouble: OssRefusal | undefined;
    const { promise: whole, resolve: end } = latch();

    const fail = (refusal: OssRefusal) => {
      trouble ??= refusal;
      endPrelude();
      // The parser leaves its part open when the request breaks off, and a reader would wait for ever.
      fileStream?.destroy(trouble);
      resolve(trouble);
      end();
    };
    const endPrelude = watchPrelude(request, boundary, {
      maxBytes: PRELUDE_MAX_BYTES,
      room,
      onTrouble: (kind) => fail(preludeRefusal(kind)),
    });
    parser.on('fieldsLimit', () => {
      if (files === 0) fail(tooManyFields());
    });
    signal?.addEventListener('abort', () => fail(cut(signal.reason)), { once: true });

    parser.on('field', (name, value, nameTruncated, valueTruncated) => {
      // What comes after the file is not seen, as on OSS.
      if (files > 0 || trouble !== undefined) return;
      // Its types do not say so, but a part may come without a name.
      if (typeof name !== 'string') {
        fail(new OssRefusal('MalformedPOSTRequest', 'A part of your POST request has no name.'));
        return;
      }
      fields.push([name, value]);
      fieldBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
      if (nameTruncated || valueTruncated) {
        fail(new OssRefusal('FieldItemTooLong', 'Your post field items are too long.'));
      } else if (fieldBytes > FIELDS_MAX_BYTES) {
        fail(preludeRefusal('too-large'));
      }
    });

    parser.on('file', (_name, stream, fileName) => {
      files += 1;
      // Without a listener a cut connection would be an uncaught error; the reader below sees it anyway.
      stream.on('error', () => undefined);
      if (trouble !== undefined) {
        stream.resume();
        return;
      }
      if (files > 1) {
        trouble ??= new OssRefusal(
          'IncorrectNumberOfFilesInPOSTRequest',
          'POST requires exactly one file upload per request.',
        );
        stream.resume();
        return;
      }
      fileStream = stream;
      endPrelude();
      resolve({
        fields,
        file: { fileName: fileName ?? '', announcedBytes, bytes: bytesOf(stream) },
      });
    });

    async function* bytesOf(stream: BusboyFileStream): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
        await whole;
      } catch (error) {
        throw trouble ?? cut(error);
      }
      if (trouble !== undefined) throw trouble;
    }

    pipeline(request, parser, (error) => {
      if (error) return fail(cut(error));
      if (expectedDigest !== undefined && digest.digest('base64') !== expectedDigest) {
        trouble ??= new OssRefusal(
          'InvalidDigest',
          'The Content-MD5 you specified is not that of the request body.',
        );
      }
      endPrelude();
      resolve(trouble ?? { fields, file: undefined });
      end();
    });
  });
}

/** The boundary, if the head is one of a form. */
function readHead(request: PostRequest, contentType: string): string | OssRefusal {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType)) {
    return new OssRefusal(
      'RequestIsNotMultiPartContent',
      'Bucket POST must be of the enclosure-type multipart/form-data.',
    );
  }
  const { 'content-length': length, 'transfer-encoding': transfer } = request.headers;
  if (length === undefined && transfer === undefined) {
    return new OssRefusal(
      'MissingContentLength',
      'You must provide the Content-Length HTTP header or send the body in chunks.',
    );
  }
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const text = boundary?.[1] ?? boundary?.[2] ?? '';
  if (text === '' || text.length > BOUNDARY_MAX_CHARS) {
    return new OssRefusal(
      'MalformedPOSTRequest',
      'The boundary of your POST request is missing or too long.',
      '0006-00000103',
    );
  }
  return text;
}

function preludeRefusal(trouble: PreludeTrouble): OssRefusal {
  switch (trouble) {
    case 'too-large':
      return new OssRefusal(
        'MaxPOSTPreDataLengthExceededError',
        'Your POST request fields preceding the upload file were too large.',
      );
    case 'no-room':
      return new OssRefusal(
        'ServiceUnavailable',
        'This store is reading too many large forms. Nothing of this one was kept; try again in a moment.',
        undefined,
        { 'retry-after': '1' },
      );
    case 'padded-boundary':
      return new OssRefusal(
        'MalformedPOSTRequest',
        'A boundary line of your POST request has blanks behind it. RFC 2046 allows them and this store does not read them; nothing was kept. Send the boundary and the line end alone.',
      );
  }
}

function tooManyFields(): OssRefusal {
  return new OssRefusal(
    'MaxPOSTPreDataLengthExceededError',
    `Your POST request has more than ${FIELDS_MAX} fields before the file.`,
  );
}

function cut(error: unknown): OssRefusal {
  return error instanceof OssRefusal
    ? error
    : new OssRefusal(
        'MalformedPOSTRequest',
        'The body of your POST request is not well-formed multipart/form-data, or it was cut off.',
      );
}

/** Node 20 has no Promise.withResolvers. */
function latch(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
