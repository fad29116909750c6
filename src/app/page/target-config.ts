import type { PageConfig } from '../../contract/page-config.ts';

/** The page's settings as they are for one of several targets: what its platform speaks, and what it does with unused files. */
export function configOfTarget(config: PageConfig, id: string | undefined): PageConfig {
  const target = config.targets?.find((each) => each.id === id);
  if (target === undefined) return config;
  const { cloud, platformDialect, storeHosts } = target;
  // The server makes packages for those of its targets that have a platform.
  const firmwareEndpoint = cloud === 'bucket' ? undefined : config.firmwareEndpoint;
  return { ...config, cloud, platformDialect, storeHosts, firmwareEndpoint };
}
