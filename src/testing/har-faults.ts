import Ajv, { type ErrorObject } from 'ajv';
import harSchemas from 'har-schema';

const ajv = new Ajv({ strict: false, schemas: Object.values(harSchemas), validateSchema: false });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
ajv.addFormat('uri', (text: string) => URL.canParse(text));
for (const format of ['date', 'time', 'ipv4', 'ipv6']) ajv.addFormat(format, true);
const isHar = ajv.getSchema('har.json#');
if (isHar === undefined) throw new Error('har-schema has no har.json');

/** What the schema of HAR 1.2 finds wrong with it. */
export function harFaults(har: unknown): readonly ErrorObject[] {
  return isHar?.(har) === true ? [] : (isHar?.errors ?? []);
}
