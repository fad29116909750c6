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
  createFormHeadBudget,
  FIELDS_MAX,
  watchFormHead,
  type FormHeadBudget,
  type FormHeadFault,
} from './form-head.ts';

const BOUNDARY_MAX_CHARS = 70;

/** What is needed of an `IncomingMessage`. */
export type PostRequest = Readable & Pick<IncomingMessage, 'headers'>;

export type ReadOptions = {
  /** Its reason, an OssRefusal, may end the reading at any time. */
  readonly signal?: AbortSignal;
  /** Shared by all forms of a server. */
  readonly budget?: FormHeadBudget;
};

/** Names and values as OSS limits them, and what a form puts around each. */
const HEAD_MAX_BYTES = FIELDS_MAX_BYTES + FIELDS_MAX * 1024;

/**
 * Reads a PostObject request as it arrives: resolves as soon as the file part begins, with the fields before it, and hands
 * the file on as a stream with back-pressure. Nothing is held whole. The stream ends only after the last boundary.
 * @throws OssRefusal, as the stream does
 */
export async function readPostForm(
  request: PostRequest,
  { signal, budget = createFormHeadBudget() }: ReadOptions = {},
): Promise<PostForm> {
  const { 'content-type': contentType = '' } = request.headers;
  const boundary = readBoundary(request, contentType);
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

  return new Promise((resolve, reject) => {
    const fields: [name: string, value: string][] = [];
    let fieldBytes = 0;
    let files = 0;
    let fileStream: BusboyFileStream | undefined;
    let refusal: OssRefusal | undefined;
    const { promise: whole, resolve: end } = latch();

    const fail = (reason: OssRefusal) => {
      refusal ??= reason;
      endHead();
      // The parser leaves its part open when the request breaks off, and a reader would wait for ever.
      fileStream?.destroy(refusal);
      reject(refusal);
      end();
    };
    const endHead = watchFormHead(request, boundary, {
      maxBytes: HEAD_MAX_BYTES,
      budget,
      onFault: (fault) => fail(headRefusal(fault)),
    });
    parser.on('fieldsLimit', () => {
      if (files === 0) fail(tooManyFields());
    });
    signal?.addEventListener('abort', () => fail(cut(signal.reason)), { once: true });

    parser.on('field', (name, value, nameTruncated, valueTruncated) => {
      // What comes after the file is not seen, as on OSS.
      if (files > 0 || refusal !== undefined) return;
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
        fail(headRefusal('too-large'));
      }
    });

    parser.on('file', (_name, stream, fileName) => {
      files += 1;
      // Without a listener a cut connection would be an uncaught error; the reader below sees it anyway.
      stream.on('error', () => undefined);
      if (refusal !== undefined) {
        stream.resume();
        return;
      }
      if (files > 1) {
        refusal ??= new OssRefusal(
          'IncorrectNumberOfFilesInPOSTRequest',
          'POST requires exactly one file upload per request.',
        );
        stream.resume();
        return;
      }
      fileStream = stream;
      endHead();
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
        throw refusal ?? cut(error);
      }
      if (refusal !== undefined) throw refusal;
    }

    pipeline(request, parser, (error) => {
      if (error) return fail(cut(error));
      if (expectedDigest !== undefined && digest.digest('base64') !== expectedDigest) {
        refusal ??= new OssRefusal(
          'InvalidDigest',
          'The Content-MD5 you specified is not that of the request body.',
        );
      }
      endHead();
      if (refusal === undefined) resolve({ fields, file: undefined });
      else reject(refusal);
      end();
    });
  });
}

/** @throws OssRefusal if the request's head is not one of a form */
function readBoundary(request: PostRequest, contentType: string): string {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType)) {
    throw new OssRefusal(
      'RequestIsNotMultiPartContent',
      'Bucket POST must be of the enclosure-type multipart/form-data.',
    );
  }
  const { 'content-length': length, 'transfer-encoding': transfer } = request.headers;
  if (length === undefined && transfer === undefined) {
    throw new OssRefusal(
      'MissingContentLength',
      'You must provide the Content-Length HTTP header or send the body in chunks.',
    );
  }
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const text = boundary?.[1] ?? boundary?.[2] ?? '';
  if (text === '' || text.length > BOUNDARY_MAX_CHARS) {
    throw new OssRefusal(
      'MalformedPOSTRequest',
      'The boundary of your POST request is missing or too long.',
      '0006-00000103',
    );
  }
  return text;
}

function headRefusal(fault: FormHeadFault): OssRefusal {
  switch (fault) {
    case 'too-large':
      return new OssRefusal(
        'MaxPOSTPreDataLengthExceededError',
        'Your POST request fields preceding the upload file were too large.',
      );
    case 'budget-used-up':
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
