import type { Feature } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';
import { help } from './help/index.ts';
import { people } from './people/index.ts';
import { repairs } from './repairs/index.ts';

/** The table of contents. Earlier features are asked first; `help` takes what nobody else wanted. */
export const features: readonly Feature<Tables>[] = [people, repairs, help];
