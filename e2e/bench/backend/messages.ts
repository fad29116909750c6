import * as v from 'valibot';

/** What the program and the backend, a process of its own, say to each other. */

/** A file that the store may meet, and the checksum it answers with once all bytes of it have come. */
const KnownFileSchema = v.object({ bytes: v.number(), crc64: v.string() });
export type KnownFile = v.InferOutput<typeof KnownFileSchema>;

/** A folder that is served on an origin of its own. */
const SiteSchema = v.object({ name: v.string(), dir: v.string() });
export type Site = v.InferOutput<typeof SiteSchema>;

export const OrderSchema = v.variant('kind', [
  v.object({
    kind: v.literal('open'),
    sites: v.array(SiteSchema),
    files: v.array(KnownFileSchema),
  }),
  /** Bytes a second that the store takes in all; null: as many as come. */
  v.object({ kind: v.literal('line'), bytesPerSecond: v.nullable(v.number()) }),
]);
export type Order = v.InferOutput<typeof OrderSchema>;

export const ReportSchema = v.variant('kind', [
  v.object({ kind: v.literal('open'), addresses: v.record(v.string(), v.string()) }),
  v.object({ kind: v.literal('line') }),
]);
export type Report = v.InferOutput<typeof ReportSchema>;
