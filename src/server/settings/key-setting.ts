import * as v from 'valibot';

/** What a shell or an env file puts around a value would break every signature. */
export const key = v.pipe(v.string(), v.regex(/^[!#-&(-~]+$/));

export const keySetting = (example: string, meaning: string) => ({
  schema: v.optional(key),
  expected: 'a key without spaces, line ends or quotation marks is expected',
  example,
  meaning,
  isSecret: true as const,
});

export const keyFileSetting = (name: string) => ({
  schema: v.optional(v.string()),
  expected: 'a file that can be read is expected',
  example: `${name}_FILE=/run/secrets/${name.toLowerCase()}`,
  meaning: `a file that holds \`${name}\`, instead of that`,
});
