import type { Catalog } from '../catalog.ts';
import { english } from '../english/catalog.ts';
import { pseudolocalize } from '../pseudo.ts';

/** A pseudolocale: longer, accented English, which shows at once what does not fit its place and what is not in the catalog. */
export const catalog: Catalog = pseudolocalize(english);
