import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPage } from '../personal/data-page.ts';

/** Writes docs/data-map.md; a test fails while it is not what the map says. */
writeFileSync(join(import.meta.dirname, '../../docs/data-map.md'), dataPage());
