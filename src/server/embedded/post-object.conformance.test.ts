import { createHash } from 'node:crypto';
import { describe, vi } from 'vitest';
import {
  BOUNDARY,
  CLOSING,
  fieldParts,
  filePart,
  formBody,
  getKey,
  inChunks,
  part,
  PATIENT,
  postRequest,
  send,
} from '../../testing/raw-post.ts';
import { diskCloudOfTest } from '../../testing/test-resources.ts';
import {
  behavesAsPostObject,
  INVALID,
  MALFORMED,
  NOW,
  POST_CASES,
  WRONG_FILES,
  type Form,
  type FormFile,
  type Given,
  type PostCase,
} from '../../simulator/bucket/post-object.behaviour.ts';

vi.setConfig({ testTimeout: PATIENT.timeout });

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
type WireCase = readonly [name: string, given: WireGiven, expected: PostCase[2]];

const MALFORMED_BOUNDARY = '400 MalformedPOSTRequest 0006-00000103';
const NO_FORM = '400 RequestIsNotMultiPartContent 0006-00000105';

/** What differs is the body. */
const body = (
  name: string,
  parts: (form: WholeForm) => readonly Uint8Array[],
  expected: PostCase[2],
  given: WireGiven = {},
): WireCase => [
  name,
  { ...given, framed: (form) => ({ body: Buffer.concat(parts(form)) }) },
  expected,
];

/** What differs is a header. */
const header = (
  name: string,
  headers: (whole: Uint8Array, form: WholeForm) => NonNullable<Framed['headers']>,
  expected: PostCase[2],
): WireCase => [
  name,
  {
    framed: (form) => {
      const whole = formBody(form.fields, form.bytes);
      return { headers: headers(whole, form), body: whole };
    },
  },
  expected,
];

const multipart = (boundary: string) => () => ({
  'Content-Type': `multipart/form-data; boundary=${boundary}`,
});
const md5 = (bytes: Uint8Array) => ({
  'Content-MD5': createHash('md5').update(bytes).digest('base64'),
});
const NEARLY = `\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n\r\n--${BOUNDARY.toLowerCase()}--\r\n`;

const WIRE_CASES: readonly WireCase[] = [
  body(
    'test_post_object_authenticated_no_content_type',
    ({ fields, bytes }) => [fieldParts(fields), part('file', bytes, '; filename="a"'), CLOSING],
    {},
  ),
  body(
    'oss_file_without_a_file_name',
    ({ fields, bytes }) => [fieldParts(fields), part('file', bytes), CLOSING],
    {},
  ),
  body(
    'oss_file_in_capitals',
    ({ fields, bytes }) => [fieldParts(fields), part('FILE', bytes, '; filename="a"'), CLOSING],
    {},
  ),
  body(
    'oss_file_name_with_a_path_is_only_its_end',
    ({ fields, bytes }) => [formBody(fields, bytes, '../../x/foo.bin')],
    { storedAs: 'ota/foo.bin' },
    { fields: { key: 'ota/${filename}' } },
  ),
  body(
    'oss_file_before_the_fields',
    ({ fields, bytes }) => [filePart(bytes), fieldParts(fields), CLOSING],
    INVALID,
  ),
  body(
    'oss_what_comes_after_the_file_is_not_seen',
    ({ fields, bytes }) => [
      fieldParts(fields),
      filePart(bytes),
      part('submit', 'Upload'),
      part('key', 'ota/other.bin'),
      part('success_action_status', '201'),
      CLOSING,
    ],
    {},
  ),
  body(
    'oss_two_files',
    ({ fields, bytes }) => [fieldParts(fields), filePart(bytes), filePart('second'), CLOSING],
    WRONG_FILES,
  ),
  body(
    'oss_preamble_and_epilogue',
    ({ fields, bytes }) => [
      Buffer.from('to be ignored\r\n'),
      formBody(fields, bytes),
      Buffer.from('to be ignored, too'),
    ],
    {},
  ),
  ['oss_content_that_nearly_has_the_boundary', { file: { bytes: NEARLY } }, {}],
  body(
    'oss_last_boundary_left_out',
    ({ fields, bytes }) => [fieldParts(fields), filePart(bytes)],
    MALFORMED,
  ),
  body(
    'oss_cut_in_the_file',
    ({ fields, bytes }) => [fieldParts(fields), filePart(bytes).subarray(0, -6)],
    MALFORMED,
  ),
  body(
    'oss_part_without_a_name',
    ({ fields, bytes }) => [
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n`),
      formBody(fields, bytes),
    ],
    MALFORMED,
  ),
  header('oss_boundary_in_quotes', multipart(`"${BOUNDARY}"`), {}),
  header(
    'oss_boundary_left_out',
    () => ({ 'Content-Type': 'multipart/form-data' }),
    MALFORMED_BOUNDARY,
  ),
  header('oss_boundary_of_71_characters', multipart('b'.repeat(71)), MALFORMED_BOUNDARY),
  header('oss_boundary_of_somebody_else', multipart('another'), MALFORMED),
  header(
    'oss_other_multipart',
    () => ({ 'Content-Type': `multipart/mixed; boundary=${BOUNDARY}` }),
    NO_FORM,
  ),
  header('oss_no_multipart_at_all', () => ({ 'Content-Type': 'application/json' }), NO_FORM),
  [
    'oss_neither_length_nor_chunks',
    { framed: () => ({ headers: { 'Content-Length': undefined }, body: Buffer.alloc(0) }) },
    '411 MissingContentLength 0006-00000102',
  ],
  [
    'oss_chunks_of_7_bytes',
    {
      framed: ({ fields, bytes }) => ({
        headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' },
        body: inChunks(formBody(fields, bytes), 7),
      }),
    },
    {},
  ],
  header('oss_content_md5_of_the_whole_body', md5, {}),
  header(
    'oss_content_md5_of_something_else',
    (_, { bytes }) => md5(bytes),
    '400 InvalidDigest 0006-00000101',
  ),
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
