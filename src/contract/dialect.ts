/** The dialects that IoT platforms speak. Which one is a setting, never guessed from a request. */
export const DIALECTS = ['tuya', 'alibaba'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** All that differs from platform to platform; what they share is RPC signature 1.0 and the calls' own parameters. */
export type DialectRules = {
  /** The platform's own origin; undefined where only a setting can tell. */
  readonly endpointOf: (regionId: string) => string | undefined;
  readonly endpointExample: string;
  /** Parameters of every call, beside those that are signed for each platform alike. */
  readonly callParameters: (regionId: string) => Readonly<Record<string, string>>;
  /** Names in its answers. */
  readonly casing: 'camelCase' | 'PascalCase';
  /** Format of its answers to a call that names none. */
  readonly defaultFormat: 'JSON' | 'XML';
  /** Whether `CreateOTAFirmware` takes packages that hold only what differs from another version. */
  readonly takesDifferential: boolean;
  /** How long it keeps a file of which no package is made, by its documents. */
  readonly unusedFiles: 'hour' | 'not-stated';
};

export const DEFAULT_REGION = 'cn-shanghai';

export const DIALECT_RULES: Readonly<Record<Dialect, DialectRules>> = {
  tuya: {
    endpointOf: () => undefined,
    endpointExample: 'https://si-....tuyacloud.com:8686',
    // The published curl sample leaves out Version, Format, SignatureVersion and RegionId, and answers JSON.
    callParameters: () => ({}),
    casing: 'camelCase',
    defaultFormat: 'JSON',
    takesDifferential: false,
    unusedFiles: 'not-stated',
  },
  alibaba: {
    endpointOf: (regionId) => `https://iot.${regionId}.aliyuncs.com`,
    endpointExample: `https://iot.${DEFAULT_REGION}.aliyuncs.com`,
    callParameters: (regionId) => ({
      Format: 'JSON',
      RegionId: regionId,
      SignatureVersion: '1.0',
      Version: '2018-01-20',
    }),
    casing: 'PascalCase',
    defaultFormat: 'XML',
    takesDifferential: true,
    unusedFiles: 'hour',
  },
};
