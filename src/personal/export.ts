import type { Kysely } from 'kysely';
import type { BlobStore } from '../storage/blobs.ts';
import type { Tables } from '../tables.ts';
import { DATA_MAP } from './data-map.ts';
import { marksOf, picturesOf, rowsAbout, type Subject } from './find.ts';

export interface PersonExport {
  /** Everything, for a machine. */
  readonly json: string;
  /** The same for the person. */
  readonly page: string;
  readonly pictures: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** All that is kept about one person, as the law lets them ask for it. */
export async function exportPerson(
  db: Kysely<Tables>,
  blobs: Pick<BlobStore, 'get'>,
  schoolId: string,
  person: Subject,
): Promise<PersonExport> {
  const found = await rowsAbout(db, schoolId, marksOf(person));
  const pictures: { name: string; bytes: Uint8Array }[] = [];
  for (const { attachmentId, blobId } of await picturesOf(db, schoolId, person.id)) {
    const bytes = blobId === null ? null : await blobs.get(blobId);
    if (bytes) pictures.push({ name: `${attachmentId}.jpg`, bytes });
  }
  return {
    json: JSON.stringify({ person, tables: Object.fromEntries(found) }, null, 1),
    page: page(person, found, pictures.length),
    pictures,
  };
}

function page(
  person: Subject,
  found: ReadonlyMap<string, readonly unknown[]>,
  pictures: number,
): string {
  const sections = [...found].map(([table, rows]) => {
    const { purpose = table, keep = '' } = DATA_MAP[table] ?? {};
    const lines = rows.map(
      (row) => `- ${Object.entries(Object(row)).map(shown).filter(Boolean).join('；')}`,
    );
    return [`## ${purpose}（${rows.length} 条，保存：${keep}）`, '', ...lines, ''].join('\n');
  });
  return [
    `# ${person.name} 的个人信息`,
    '',
    `共 ${found.size} 类，图片 ${pictures} 张（在 pictures 文件夹）。交给本人之前，请遮去其中其他人的信息。`,
    '',
    ...sections,
  ].join('\n');
}

function shown([name, value]: [string, unknown]): string {
  if (value === null || value === '' || name === 'school_id') return '';
  return `${name}：${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
