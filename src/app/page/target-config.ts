import type { PageConfig } from '../../contract/page-config.ts';

/** The page's settings as they are for one of several targets: what its platform speaks, and what it does with unused files. */
export function configOfTarget(config: PageConfig, id: string | undefined): PageConfig {
  const target = config.targets?.find((each) => each.id === id);
  if (target === undefined) return config;
  const { cloud, platformDialect, storeHosts } = target;
  const own = { ...config, cloud, platformDialect, storeHosts };
  return isWithoutPlatform(own) ? { ...own, firmwareEndpoint: undefined } : own;
}

/** Of a file in one's own bucket no package can be made: there is no IoT platform behind it. */
export function isWithoutPlatform({ cloud }: Pick<PageConfig, 'cloud'>): boolean {
  return cloud === 'bucket';
}
