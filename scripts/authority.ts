/** `npm run authority`: writes docs/authority.md, the table of who may do what. */
import { writeFileSync } from 'node:fs';
import { authorityText } from '../test/attack/authority.ts';

writeFileSync(new URL('../docs/authority.md', import.meta.url), authorityText());
