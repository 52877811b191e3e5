import type { Context } from '../../kernel/feature.ts';
import { formatQuantity, quantityOf, type Quantity } from '../../kernel/quantity.ts';
import type { SchoolFile } from '../../school-file/schema.ts';
import type { Tables } from '../../tables.ts';
import { book } from './book.ts';
import { addChange, insertItem } from './store.ts';

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

function exact(name: string, number: number): Quantity {
  const quantity = quantityOf(number);
  if (quantity === null) throw new Error(`stock of ${name}: ${number} is finer than a thousandth`);
  return quantity;
}
