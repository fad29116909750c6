import type { Hono } from 'hono';
import { notCreatedEnvelope } from '../../contract/firmware-answer.ts';
import {
  otaFirmwareSchema,
  readFieldFault,
  type FieldReason,
} from '../../contract/ota-firmware.ts';
import type { Dialect } from '../../contract/dialect.ts';
import { clientOf } from './client-of.ts';
import type { PackageService } from '../platform/packages.ts';
import { addPostEndpoint } from './post-endpoint.ts';
import { STOPPING_RETRY_AFTER_S, type Readiness } from './readiness.ts';
import { refusalCause } from '../platform/refusal-cause.ts';
import { refuse } from './request-guard.ts';

export type PackageEndpoint = {
  readonly desk: PackageService;
  /** Whose rules a request is held against before the platform is asked. */
  readonly dialect: Dialect;
};

/** 4,096 characters of `udi` may each be three bytes, or six where they are escaped. */
const REQUEST_MAX_BYTES = 32 * 1024;
const UNTOUCHED = 'No package was created';

/** `POST /api/firmware`: makes an OTA package of an uploaded file. */
export function addPackageEndpoint(
  app: Hono,
  publicOrigin: string | undefined,
  readiness: Readiness,
  { desk, dialect }: PackageEndpoint,
): void {
  addPostEndpoint(app, {
    path: '/api/firmware',
    publicOrigin,
    schema: otaFirmwareSchema(dialect),
    maxBytes: REQUEST_MAX_BYTES,
    example: '{"firmwareUrl":"https://...","firmwareName":"doorbell","destVersion":"1.4.2"}',
    untouched: UNTOUCHED,
    wordFault(issue) {
      const fault = readFieldFault(issue);
      return fault === undefined ? issue.message : `${fault.field} ${WORDS[fault.reason]}`;
    },
    async answer(c, firmware) {
      if (readiness.isStopping()) {
        c.header('Retry-After', String(STOPPING_RETRY_AFTER_S));
        return refuse(
          c,
          503,
          'OtaDrop.Stopping',
          `This server is about to end, or to start again. ${UNTOUCHED}; try again in a moment.`,
        );
      }
      const outcome = await desk.create(firmware, c.req.raw.signal, clientOf(c));
      switch (outcome.kind) {
        case 'created':
          readiness.keyAccepted();
          return c.json(outcome.envelope);
        case 'refused': {
          const { problem, status, created, retryAfterS } = outcome;
          if (refusalCause(problem.code) === 'key') readiness.keyRefused(problem.code);
          if (retryAfterS !== undefined) c.header('Retry-After', String(retryAfterS));
          return c.json(notCreatedEnvelope(problem, created), status);
        }
      }
    },
  });
}

const WORDS: Readonly<Record<FieldReason, string>> = {
  missing: 'is missing',
  'too-long': 'is too long',
  characters: 'has a character that the API does not take',
  start: 'has to start with a letter, a digit or a Chinese or Japanese character',
  choice: 'is not one of the values the API knows',
  address: 'is not an address by http or https',
  digest: 'is not 32 (MD5) or 64 (SHA256) hexadecimal digits, whichever signMethod says',
  size: 'is not a number of bytes that a firmware may have',
  'same-version': 'must differ from destVersion',
  'differential-only': 'goes with type 1 alone',
  'not-here': 'has a value that this platform does not offer',
  type: 'has the wrong type',
};
