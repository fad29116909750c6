import type { CloudKind } from '../../contract/page-config.ts';
import type { FirstWords } from '../locales/catalog.ts';

/** A tab of the demo is not to be taken for one that uploads. */
export function markedTitle(
  title: string,
  cloud: CloudKind | undefined,
  { page }: Pick<FirstWords, 'page'>,
): string {
  return cloud === 'simulated' ? `${page.simulated} · ${title}` : title;
}
