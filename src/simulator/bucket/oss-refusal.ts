/** What the store says no with. Status, Code and EC are OSS's own (protocol of PostObject, errors). */
export class OssRefusal extends Error {
  override readonly name = 'OssRefusal';
  readonly status: number;
  readonly code: string;
  readonly ec: string;
  /** What HTTP wants told along with a status. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: OssErrorCode,
    message: string,
    ec: string = ERRORS[code].ec,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = ERRORS[code].status;
    this.code = code;
    this.ec = ec;
    this.headers = headers;
  }
}

/** A store may throw this at any time before an object is committed; nothing of the object is visible then. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError';
  /** Known if it was measured beforehand, in bytes; undefined if a write ran into it. */
  readonly room: { readonly free: number; readonly needed: number } | undefined;

  constructor(message: string, room?: { readonly free: number; readonly needed: number }) {
    super(message);
    this.room = room;
  }
}

/** HTTP status and the most common EC of each code this store uses. */
const ERRORS = {
  AccessDenied: { status: 403, ec: '0003-00000001' },
  AccessForbidden: { status: 403, ec: '0003-00000601' },
  EntityTooLarge: { status: 400, ec: '0006-00000003' },
  EntityTooSmall: { status: 400, ec: '0006-00000004' },
  FieldItemTooLong: { status: 400, ec: '0006-00000110' },
  FileAlreadyExists: { status: 409, ec: '0026-00000002' },
  IncorrectNumberOfFilesInPOSTRequest: { status: 400, ec: '0006-00000107' },
  InsufficientStorage: { status: 507, ec: '0000-00000507' },
  InternalError: { status: 500, ec: '0000-00000001' },
  InvalidAccessKeyId: { status: 403, ec: '0002-00000901' },
  InvalidArgument: { status: 400, ec: '0002-00000701' },
  InvalidDigest: { status: 400, ec: '0006-00000101' },
  InvalidEncryptionAlgorithmError: { status: 400, ec: '0009-00000001' },
  InvalidObjectName: { status: 400, ec: '0006-00000111' },
  InvalidPolicyDocument: { status: 400, ec: '0006-00000206' },
  InvalidRange: { status: 416, ec: '0020-00000001' },
  InvalidRequest: { status: 400, ec: '0034-00000101' },
  MalformedPOSTRequest: { status: 400, ec: '0006-00000104' },
  MaxPOSTPreDataLengthExceededError: { status: 400, ec: '0006-00000112' },
  MethodNotAllowed: { status: 405, ec: '0005-00000001' },
  MissingContentLength: { status: 411, ec: '0006-00000102' },
  NoSuchBucket: { status: 404, ec: '0015-00000101' },
  NoSuchKey: { status: 404, ec: '0026-00000001' },
  NotImplemented: { status: 501, ec: '0000-00000501' },
  PreconditionFailed: { status: 412, ec: '0000-00000412' },
  RequestIsNotMultiPartContent: { status: 400, ec: '0006-00000105' },
  InvalidSecurityToken: { status: 403, ec: '0002-00000902' },
  RequestTimeTooSkewed: { status: 403, ec: '0002-00000504' },
  RequestTimeout: { status: 400, ec: '0006-00000106' },
  ServiceUnavailable: { status: 503, ec: '0000-00000503' },
  SignatureDoesNotMatch: { status: 403, ec: '0002-00000705' },
  SlowDown: { status: 503, ec: '0000-00000503' },
  TotalQpsLimitExceeded: { status: 503, ec: '0004-00000302' },
  UploadTrafficRateLimitExceeded: { status: 503, ec: '0004-00000304' },
  UserDisable: { status: 403, ec: '0003-00000806' },
} as const satisfies Readonly<Record<string, { status: number; ec: string }>>;

export type OssErrorCode = keyof typeof ERRORS;
