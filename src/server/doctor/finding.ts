/** Something that is not as it should be. */
export type Finding = {
  /** Which rule is broken: stable, for programs. */
  readonly check: CheckName;
  /** A fault keeps uploads from working; a warning makes something worse that still works. */
  readonly severity: 'fault' | 'warning';
  /** What was seen. */
  readonly what: string;
  /** What to do about it. */
  readonly mend: string;
  /** The line or rule to paste, where there is one. */
  readonly paste?: string;
  /** Id of the target that it is about, where there are several. */
  readonly target?: string;
};

/** In the order in which an upload needs them. */
export const CHECKS = {
  start: 'the server can start',
  disk: 'DATA_DIR takes files',
  redis: 'replicas share what they have to in Redis',
  'platform-name': 'the name in CLOUD_ENDPOINT resolves',
  'platform-tls': 'the certificate of the platform is good',
  'platform-reach': 'the platform answers',
  'platform-kind': 'what answers there is an IoT platform',
  clock: 'the clock of this machine is right',
  key: 'the platform accepts the key',
  ticket: 'the platform gives out a ticket',
  'ticket-life': 'a ticket lives long enough',
  'store-host': 'STORE_HOSTS names the store of the tickets',
  'store-public': 'users’ browsers can get from the page to the store',
  'store-reach': 'the store answers',
  'cors-origin': 'the store lets the page post to it',
  'cors-exposed': 'the store lets the page read the checksum',
  'form-size': 'nothing before the store cuts large forms',
  'store-read': 'this server may read what is stored',
  'store-post': 'a file is really stored',
  'public-url': 'PUBLIC_URL leads to this server',
} as const;

export type CheckName = keyof typeof CHECKS;
