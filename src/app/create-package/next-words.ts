/** What a receipt says about what comes next. */
export const enNext = {
  create: 'Create OTA package…',
  createName: (name: string) => `Create OTA package of ${name}`,
  sweptIn: (duration: string) =>
    `The platform deletes this file in ${duration} unless a package is created of it.`,
  sweptWithinMinute:
    'The platform deletes this file in less than a minute unless a package is created of it.',
  swept:
    'The hour for this file is over, and the platform may have deleted it. If no package can be created of it, upload it again.',
  made: 'Package created',
  madeOf: (name: string) => `Package created of ${name}`,
  madeFacts: (name: string, version: string) => `${name}, version ${version}`,
  id: 'Id',
  copyId: 'Copy id',
  copyIdName: (name: string) => `Copy id of the package made of ${name}`,
};
