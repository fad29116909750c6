import * as v from 'valibot';
import { DIALECTS } from './dialect.ts';
import { SIGN_IN_KINDS } from './access/session.ts';
import { TargetSchema } from './access/target.ts';

const address = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.check((text) => URL.canParse(text, 'http://page')),
);

const CLOUDS = ['embedded', ...DIALECTS, 'bucket', 'simulated', 'custom'] as const;

/** One of several clouds, with what the page has to know of it. */
const PageTargetSchema = v.object({
  ...TargetSchema.entries,
  cloud: v.optional(v.picklist(CLOUDS), 'custom'),
  platformDialect: v.optional(v.picklist(DIALECTS)),
  storeHosts: v.optional(v.array(v.string())),
});
export type PageTarget = v.InferOutput<typeof PageTargetSchema>;

/**
 * `config.json`: what the page has to know at run time, public values only. The server answers it; hosted statically it is
 * a plain file, and may then name any backend that answers the documented ticket envelope.
 */
export const PageConfigSchema = v.object({
  /** URL of the ticket endpoint, absolute or relative to the page. */
  ticketEndpoint: v.optional(address, 'api/tickets'),
  /** URL of the confirmation endpoint, absolute or relative to the page; a backend that only issues tickets has none. */
  confirmationEndpoint: v.optional(address),
  /** URL of the endpoint that makes OTA packages, absolute or relative to the page; a backend that cannot has none. */
  firmwareEndpoint: v.optional(address),
  /** What the platform behind it speaks: it decides which parameters there are, and when an unused file is swept. */
  platformDialect: v.optional(v.picklist(DIALECTS)),
  /** URL that answers as long as the backend is there: asked to tell whether it or the store is away. */
  healthEndpoint: v.optional(address),
  /** URL that tells whether the platform answers the backend (PlatformStateSchema); a backend that cannot tell has none. */
  platformEndpoint: v.optional(address),
  /**
   * URL that hands forms on to the store that its query names (`?store=https://...`), for buckets without a CORS rule for the page;
   * missing where files go straight to the store.
   */
  relayEndpoint: v.optional(address),
  /** How users sign in; missing where the backend does not ask, or leaves that to a proxy before it. */
  signIn: v.optional(
    v.object({
      by: v.picklist(SIGN_IN_KINDS),
      /** URLs that tell who is signed in (SessionSchema), that take a token or a password, and that end a session. */
      sessionEndpoint: address,
      signInEndpoint: v.optional(address),
      signOutEndpoint: v.optional(address),
    }),
  ),
  /** Several clouds behind one server, the usual one first; a server with one has none. */
  targets: v.optional(v.array(PageTargetSchema)),
  /** Which page is served now; a page that knows another one is out of date. */
  build: v.optional(v.string()),
  /** Which cloud is behind the tickets; shown as a badge. */
  cloud: v.optional(v.picklist(CLOUDS), 'custom'),
  /** Exact stores that firmware may be sent to, `https://bucket.store` or `https://store/bucket`; without a list any by https will do. */
  storeHosts: v.optional(v.array(v.string())),
});

/** Where our own server hands forms on, if it does. */
export const RELAY_PATH = '/api/relay';

export type PageConfig = v.InferOutput<typeof PageConfigSchema>;
export type CloudKind = PageConfig['cloud'];

/** `GET /api/platform`: whether the IoT platform answers our server at all, whatever it says. */
export const PlatformStateSchema = v.object({ platform: v.picklist(['answers', 'away']) });

export type PlatformState = v.InferOutput<typeof PlatformStateSchema>;
