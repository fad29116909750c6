/** The dialect a platform speaks; it decides parameters and casing, and is a setting, never a guess. */
export const DIALECTS = ['tuya', 'alibaba'] as const;
export type Dialect = (typeof DIALECTS)[number];
