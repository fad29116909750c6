import * as v from 'valibot';

/** In which of several clouds a call is meant; without it the first. Only to the server that the page came from. */
export const TARGET_HEADER = 'x-ota-drop-target';

/** One of several clouds, as users tell them apart. */
export const TargetSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/)),
  label: v.string(),
  /** `#rrggbb`, told apart from the page in both themes. */
  color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
  production: v.boolean(),
  /** Whether to ask before the first upload of a visit goes there. */
  askFirst: v.boolean(),
});

export type ColorWords = { readonly ink: '#000' | '#fff'; readonly lowest: number };

/** The page's surfaces in light and dark, as relative luminance (WCAG 2): src/app/styles/tokens.css. */
const SURFACES = { light: 1, dark: 0.0102 } as const;

/** Which ink is read on a colour (4.5 to 1 at least: one of the two always is), and how the colour stands out from the page. */
export function readColor(color: string): ColorWords {
  const luminance = luminanceOf(color);
  const lowest = Math.min(
    ...Object.values(SURFACES).map((surface) => contrast(luminance, surface)),
  );
  return { ink: contrast(luminance, 0) >= contrast(luminance, 1) ? '#000' : '#fff', lowest };
}

/** What WCAG 2.2 wants of parts that have to be seen (1.4.11). */
export const COLOR_CONTRAST_MIN = 3;

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
