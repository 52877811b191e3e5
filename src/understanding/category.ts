import type { Trade } from '../kernel/people.ts';
import { categories, firstThing } from './things.ts';

/** The trade of a fault that names no thing, by what is wrong and where. */
export function bareCategory(fault: string, location: string): Trade | null {
  const missing = /(?:没有?|缺少?)(.+)/.exec(fault)?.[1];
  const noun = missing ? firstThing(missing) : null;
  const named = noun && categories.get(noun);
  if (named) return named;
  if (/煤气|燃气|天然气|液化气|漏气|鸡蛋味/.test(fault)) return 'fire_safety';
  if (/停电|断电|没电|没有电|跳闸|短路|打火|火花|漏电|太暗|power|触电|麻手|电/.test(fault))
    return 'electrical';
  if (/冒烟|着火|起火|烧|焦|糊|烟/.test(fault)) return 'fire_safety';
  if (/网|wifi|信号/.test(fault)) return 'network_av';
  if (/水都没|没水|停水|断水|没有水|不来水|热水|水压|爆管|水管|堵|反水|返水|水漫|冲水/.test(fault))
    return 'plumbing';
  if (/困人/.test(fault)) return 'other';
  if (/漏|渗|滴|积水|淹|水/.test(fault))
    return /厕|卫|洗手|浴|水房|厨房|后厨|盥洗|开水/.test(location) && !/渗/.test(fault)
      ? 'plumbing'
      : 'civil';
  if (/暖气|供暖|冷死/.test(fault)) return 'hvac';
  if (/臭|味|脏|垃圾|鼠|蟑|蚂蚁|虫|苍蝇|蚊|蜂/.test(fault)) return 'greenery_cleaning';
  if (/霉|塌|裂|墙/.test(fault)) return 'civil';
  return fault === '' ? null : 'other';
}

/** A thing outside the lexicon, by the end of its name. */
export function guess(object: string, fault: string, place: string): Trade {
  if (/灯|插|闸|电$|开关|扇$/.test(object)) return 'electrical';
  if (/厕|卫生间|洗手间|管|池|槽|龙头|阀|卫$/.test(object)) return 'plumbing';
  if (/桌|椅|床|柜|架|帘|凳|台$/.test(object)) return 'furniture';
  if (/门|窗|锁|玻璃/.test(object)) return 'door_window';
  if (/屏|网|线$|器$|音|影|监控/.test(object)) return 'network_av';
  if (/机$|炉|锅|箱$/.test(object)) return 'appliance';
  if (/墙|砖|板$|顶|路|梯|栏|地$/.test(object)) return 'civil';
  if (/树|草|花|虫|鼠|垃圾|臭/.test(object)) return 'greenery_cleaning';
  return bareCategory(`${object}${fault}`, place) ?? 'other';
}
