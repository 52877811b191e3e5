import type { Context, Incoming } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { merge, rename, restore, retire, type Handler } from './catalogue.ts';
import { identify } from './domain/names.ts';
import type { StockHooks } from './hooks.ts';
import { everyItem } from './store.ts';

const NAME = '([^，,。；;？?！!\\n]{1,20}?)';
const TO = '[\\s:：]*(\\S{1,20}?)[。!！]?$';

/** `拖把改名为墩布`, `墩布并入拖把`, `停用拖把`, `启用拖把`: only of what the material account knows; 电梯停用 is something else. */
export function catalogueWords(hooks: StockHooks) {
  const words: readonly (readonly [RegExp, Handler])[] = [
    [new RegExp(`^把?${NAME}(?:改名[为叫成]?|更名为)${TO}`, 'u'), rename],
    [new RegExp(`^把?${NAME}(?:并[入到进]|合并[到进成为])${TO}`, 'u'), merge(hooks)],
    [new RegExp(`^停用\\s*(?:物品)?[\\s:：]*${NAME}[。!！]?$`, 'u'), retire],
    [new RegExp(`^${NAME}\\s*停用了?[。!！]?$`, 'u'), retire],
    [new RegExp(`^启用\\s*(?:物品)?[\\s:：]*${NAME}[。!！]?$`, 'u'), restore],
  ];
  return async (context: Context<Tables>, incoming: Incoming): Promise<boolean> => {
    const text = incoming.message.text.trim();
    for (const [pattern, handle] of words) {
      const match = pattern.exec(text);
      const name = match?.[1]?.trim() ?? '';
      if (!match || !('item' in identify(await everyItem(context), { name, unit: null }))) continue;
      await handle(context, incoming, match);
      return true;
    }
    return false;
  };
}
