/** What stands in every ticket, and must stand in no recording. */
export type Secrets = Readonly<
  Record<'accessKeyId' | 'signature' | 'token' | 'securityToken' | 'cookie', string>
>;
export const SECRETS: Secrets = {
  accessKeyId: 'LTAI5tCanaryCanary0123',
  signature: 'c2lnbmF0dXJlIG9mIGEgY2FuYXJ5IQ==',
  token: 'confirmation-canary-0123456789.abcdef',
  securityToken: 'CAIS-security-canary/0123456789+=',
  cookie: 'session=cookie-canary-0123456789; Path=/',
};
