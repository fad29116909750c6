import { DIALECTS, type Dialect } from '../../contract/dialect.ts';
import type { PageConfig } from '../../contract/page-config.ts';

/** A backend that does not say gets what both platforms take. */
export function dialectOf({ platformDialect, cloud }: PageConfig): Dialect {
  return platformDialect ?? DIALECTS.find((dialect) => dialect === cloud) ?? 'tuya';
}

/** Where packages are asked for, as an absolute URL; undefined where this page's server makes none. */
export function firmwareEndpointOf({ firmwareEndpoint }: PageConfig): string | undefined {
  return firmwareEndpoint && new URL(firmwareEndpoint, document.baseURI).href;
}
