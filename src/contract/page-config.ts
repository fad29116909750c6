import * as v from 'valibot';

/**
 * `config.json`: what the page has to know at run time, public values only. The server answers it; hosted statically it is
 * a plain file, and may then name any backend that answers the documented ticket envelope.
 */
export const PageConfigSchema = v.object({
  /** URL of the ticket endpoint, absolute or relative to the page. */
  ticketEndpoint: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty(),
      v.check((text) => URL.canParse(text, 'http://page')),
    ),
    'api/tickets',
  ),
  /** Which cloud is behind the tickets; shown as a badge. */
  cloud: v.optional(v.picklist(['embedded', 'tuya', 'alibaba', 'simulated', 'custom']), 'custom'),
  /** Exact origins that firmware may be sent to; without a list any https origin a ticket names will do. */
  storeHosts: v.optional(v.array(v.string())),
});

export type PageConfig = v.InferOutput<typeof PageConfigSchema>;
export type CloudKind = PageConfig['cloud'];
