import * as v from 'valibot';
import { DIALECTS } from './dialect.ts';

const address = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.check((text) => URL.canParse(text, 'http://page')),
);

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
  /** Which page is served now; a page that knows another one is out of date. */
  build: v.optional(v.string()),
  /** Which cloud is behind the tickets; shown as a badge. */
  cloud: v.optional(
    v.picklist(['embedded', ...DIALECTS, 'bucket', 'simulated', 'custom']),
    'custom',
  ),
  /** Exact stores that firmware may be sent to, `https://bucket.store` or `https://store/bucket`; without a list any by https will do. */
  storeHosts: v.optional(v.array(v.string())),
});

export type PageConfig = v.InferOutput<typeof PageConfigSchema>;
export type CloudKind = PageConfig['cloud'];

/** `GET /api/platform`: whether the IoT platform answers our server at all, whatever it says. */
export const PlatformStateSchema = v.object({ platform: v.picklist(['answers', 'away']) });

export type PlatformState = v.InferOutput<typeof PlatformStateSchema>;
