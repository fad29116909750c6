import { createHash } from 'node:crypto';
import { describe } from 'vitest';
import {
  BOUNDARY,
  CLOSING,
  fieldParts,
  filePart,
  formBody,
  getKey,
  inChunks,
  part,
  postRequest,
  send,
} from '../../testing/raw-post.ts';
import { diskCloudOfTest } from '../../testing/test-resources.ts';
import { behavesAsPostObject, POST_CASES } from '../../simulator/bucket/post-object.behaviour.ts';
import {
  INVALID,
  MALFORMED,
  NOW,
  refused,
  stored,
  WRONG_FILES,
  type Form,
  type FormFile,
  type Given,
} from '../../simulator/bucket/post-cases/post-case.behaviour.ts';

/** The table of PostObject over a real socket and a real disk, and the ways to put a form on the wire. */

type WireGiven = Given & {
  /** The request byte by byte. */
  readonly framed?: (form: WholeForm) => Framed;
};
type WholeForm = Pick<Form, 'fields'> & FormFile;
type Framed = {
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  readonly body: Uint8Array;
};
/** What differs is the body. */
const body = (parts: (form: WholeForm) => readonly Uint8Array[]): WireGiven => ({
  framed: (form) => ({ body: Buffer.concat(parts(form)) }),
});
/** What differs is what comes behind the fields. */
const behindFields = (parts: (bytes: Uint8Array) => readonly Uint8Array[]): WireGiven =>
  body(({ fields, bytes }) => [fieldParts(fields), ...parts(bytes)]);
/** What differs is the content type. */
const typed = (type: string): WireGiven => ({
  framed: ({ fields, bytes }) => ({
    headers: { 'Content-Type': type },
    body: formBody(fields, bytes),
  }),
});
const withMd5 = (of: (form: WholeForm, body: Uint8Array) => Uint8Array): WireGiven => ({
  framed: (form) => {
    const body = formBody(form.fields, form.bytes);
    const digest = createHash('md5').update(of(form, body)).digest('base64');
    return { headers: { 'Content-MD5': digest }, body };
  },
});
const NEARLY = `\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n\r\n--${BOUNDARY.toLowerCase()}--\r\n`;
const NAMELESS = `--${BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n`;

const WIRE_CASES = [
  ...stored<WireGiven>({
    test_post_object_authenticated_no_content_type: behindFields((bytes) => [
      part('file', bytes, '; filename="a"'),
      CLOSING,
    ]),
    oss_file_without_a_file_name: behindFields((bytes) => [part('file', bytes), CLOSING]),
    oss_file_in_capitals: behindFields((bytes) => [part('FILE', bytes, '; filename="a"'), CLOSING]),
    oss_what_comes_after_the_file_is_not_seen: behindFields((bytes) => [
      filePart(bytes),
      fieldParts([
        ['submit', 'Upload'],
        ['key', 'ota/other.bin'],
        ['success_action_status', '201'],
      ]),
      CLOSING,
    ]),
    oss_preamble_and_epilogue: body(({ fields, bytes }) => [
      Buffer.from('to be ignored\r\n'),
      formBody(fields, bytes),
      Buffer.from('to be ignored, too'),
    ]),
    oss_content_that_nearly_has_the_boundary: { file: { bytes: NEARLY } },
    oss_boundary_in_quotes: typed(`multipart/form-data; boundary="${BOUNDARY}"`),
    oss_chunks_of_7_bytes: {
      framed: ({ fields, bytes }) => ({
        headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' },
        body: inChunks(formBody(fields, bytes), 7),
      }),
    },
    oss_content_md5_of_the_whole_body: withMd5((_, body) => body),
  }),
  ...stored<WireGiven>(
    {
      oss_file_name_with_a_path_is_only_its_end: {
        fields: { key: 'ota/${filename}' },
        file: { name: '../../x/foo.bin' },
      },
    },
    { storedAs: 'ota/foo.bin' },
  ),
  ...refused(INVALID, {
    oss_file_before_the_fields: body(({ fields, bytes }) => [
      filePart(bytes),
      fieldParts(fields),
      CLOSING,
    ]),
  }),
  ...refused(WRONG_FILES, {
    oss_two_files: behindFields((bytes) => [filePart(bytes), filePart('second'), CLOSING]),
  }),
  ...refused(MALFORMED, {
    oss_last_boundary_left_out: behindFields((bytes) => [filePart(bytes)]),
    oss_cut_in_the_file: behindFields((bytes) => [filePart(bytes).subarray(0, -6)]),
    oss_part_without_a_name: body(({ fields, bytes }) => [
      Buffer.from(NAMELESS),
      formBody(fields, bytes),
    ]),
    oss_boundary_of_another_form: typed('multipart/form-data; boundary=another'),
  }),
  ...refused('400 MalformedPOSTRequest 0006-00000103', {
    oss_boundary_left_out: typed('multipart/form-data'),
    oss_boundary_of_71_characters: typed(`multipart/form-data; boundary=${'b'.repeat(71)}`),
  }),
  ...refused('400 RequestIsNotMultiPartContent 0006-00000105', {
    oss_other_multipart: typed(`multipart/mixed; boundary=${BOUNDARY}`),
    oss_no_multipart_at_all: typed('application/json'),
  }),
  ...refused<WireGiven>('411 MissingContentLength 0006-00000102', {
    oss_neither_length_nor_chunks: {
      framed: () => ({ headers: { 'Content-Length': undefined }, body: Buffer.alloc(0) }),
    },
  }),
  ...refused('400 InvalidDigest 0006-00000101', {
    oss_content_md5_of_something_else: withMd5(({ bytes }) => bytes),
  }),
];

describe('over a socket, on disk', () => {
  const open = async () => {
    const cloud = await diskCloudOfTest({ cloud: { now: () => NOW } });
    return {
      post({ fields, file }: Form, { framed, origin }: WireGiven) {
        const { body, headers }: Framed =
          file === undefined
            ? { body: Buffer.concat([fieldParts(fields), CLOSING]) }
            : (framed?.({ fields, ...file }) ?? {
                body: formBody(fields, file.bytes, file.fileName),
              });
        return send(cloud.port, postRequest(body, { Origin: origin, ...headers }));
      },
      get: (key: string) => getKey(cloud.port, key),
      async strays() {
        const [tmp = [], blobs = [], objects = []] = await Promise.all(
          (['tmp', 'blobs', 'objects'] as const).map(cloud.filesIn),
        );
        return tmp.length + blobs.length - objects.length;
      },
    };
  };
  behavesAsPostObject<WireGiven>([...POST_CASES, ...WIRE_CASES], open, {});
});
