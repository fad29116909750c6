import { DIALECT_RULES, type Dialect, type DialectRules } from '../../contract/dialect.ts';
import { isElements, isList, xmlDocument, type XmlElements } from '../xml/xml.ts';

/** What the platform says no with. Gateway errors have a status of their own, business errors come with 200. */
export class PlatformRefusal extends Error {
  override readonly name = 'PlatformRefusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What an HTTP answer is made of. */
export type PlatformAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
};

/** What of a call decides how its answer looks. */
export type CallShape = {
  readonly dialect: Dialect;
  readonly format: string | undefined;
  readonly requestId: string;
  /** Undefined as long as it is not known to be one of ours. */
  readonly action?: string;
};

/**
 * The casing and the default format are the dialect's: a setting, never guessed from a request. A ticket and a package are in
 * `data`; a list is not: its pages are counted beside it, as Alibaba has it. Tuya's answer to that is not published.
 */
export function successAnswer(call: CallShape, content: XmlElements): PlatformAnswer {
  const { requestId } = call;
  const bodies: Readonly<Record<DialectRules['casing'], XmlElements>> = {
    camelCase: { code: '', ...content, requestId, success: true },
    PascalCase: { RequestId: requestId.toUpperCase(), Success: true, ...capitalised(content) },
  };
  return render(call, 200, bodies);
}

/** @param hostId the host that was called */
export function refusalAnswer(
  call: CallShape,
  hostId: string,
  { code, message, status }: PlatformRefusal,
): PlatformAnswer {
  const { requestId } = call;
  return render(call, status, {
    camelCase: { code, errorMessage: message, requestId, success: false },
    // A gateway error is known by Message and HostId, a business error by ErrorMessage; both are told.
    PascalCase: {
      RequestId: requestId.toUpperCase(),
      HostId: hostId,
      Success: false,
      Code: code,
      Message: message,
      ErrorMessage: message,
    },
  });
}

function render(
  { dialect, format, action = 'GenerateOTAUploadURL' }: CallShape,
  status: number,
  bodies: Readonly<Record<DialectRules['casing'], XmlElements>>,
): PlatformAnswer {
  const { casing, defaultFormat } = DIALECT_RULES[dialect];
  const body = bodies[casing];
  return (format ?? defaultFormat).toUpperCase() === 'XML'
    ? {
        status,
        contentType: 'text/xml;charset=utf-8',
        text: xmlDocument(`${action}Response`, body),
      }
    : { status, contentType: 'application/json', text: JSON.stringify(body) };
}

function capitalised(elements: XmlElements): XmlElements {
  return Object.fromEntries(
    Object.entries(elements).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      isElements(value)
        ? capitalised(value)
        : isList(value)
          ? value.map((item) => capitalised(item))
          : value,
    ]),
  );
}
