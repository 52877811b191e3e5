import type { Context } from '../../kernel/feature.ts';
import { formatQuantity, quantityOf, type Quantity } from '../../kernel/quantity.ts';
import type { SchoolFile } from '../../school-file/schema.ts';
import type { Tables } from '../../tables.ts';
import { book } from './book.ts';
import { nameKey } from './domain/names.ts';
import { addChange, everyItem, insertItem } from './store.ts';

/**
 * Enters the file's opening stock, each item once by a movement; what has moved since stands. The file's
 * minimum and trade-in hold until somebody changes the item in the chat. Idempotent.
 */
export async function seedStock(
  context: Context<Tables>,
  file: Pick<SchoolFile, 'stock'>,
): Promise<void> {
  for (const entry of file.stock) {
    const { name, unit, tradeIn } = entry;
    if (await isKnownOtherwise(context, entry)) continue;
    const min = exact(name, entry.min);
    const { id, isNew } = await insertItem(context, { name, unit, min, tradeIn, origin: 'file' });
    if (!isNew) {
      await context.tx
        .updateTable('stock_item')
        .set({ min: formatQuantity(min), trade_in: tradeIn })
        .where('school_id', '=', context.school.id)
        .where('id', '=', id)
        .where('origin', '=', 'file')
        .execute();
      continue;
    }
    await addChange(context, {
      item_id: id,
      what: 'created',
      detail: '学校文件',
      by_person_id: null,
    });
    const quantity = exact(name, entry.onHand);
    if (quantity > 0n)
      await book(context, [{ itemId: id, kind: 'opening', quantity, by: null, why: '期初库存' }]);
  }
}

/** It was renamed or became part of another since: the file is the opening state alone. */
async function isKnownOtherwise(
  context: Context<Tables>,
  { name, unit }: { readonly name: string; readonly unit: string },
): Promise<boolean> {
  const items = (await everyItem(context)).filter((item) => nameKey(item.unit) === nameKey(unit));
  const named = items.some((item) => item.spec === '' && nameKey(item.name) === nameKey(name));
  return (
    !named && items.some(({ aliases }) => aliases.some((one) => nameKey(one) === nameKey(name)))
  );
}

function exact(name: string, number: number): Quantity {
  const quantity = quantityOf(number);
  if (quantity === null) throw new Error(`stock of ${name}: ${number} is finer than a thousandth`);
  return quantity;
}
