/** What makes words a place: a room's number, a floor, a class, or a noun for one. */
const PLACELIKE =
  /\d{2,4}|[一二三四五六七八九十高初\d]\s*[(（]?\s*\d|[一二三四五六七八九十\d负]+\s*[楼层班栋幢座]|楼|室|厅|堂|场|馆|栋|门口|校门|班|库|房|处|厨|厕所|洗手间|卫生间|走廊|楼道|车棚|花坛|操场|水房|宿舍|舍|组$|科$|部$/u;
const NOT_A_PLACE =
  /^用途|[?？]|好的|收到|不知道|不清楚|[点半]钟?开|[上下]午|今天|明天|昨天|开会|上课|下课|放学|值班|安排|[块元]钱?$/u;
const AROUND =
  /^(?:@\S+\s+)*(?:嗯+|哦+|那个|是的?|对|就是|就|在|位于|地点|地址|地方|位置)*[:：,，、\s]*|[,，。.!！\s]*(?:谢谢(?:您|你|师傅|老师)?|麻烦(?:了|您)?|那里|那边|这里|里面|啊|呀|吧|哦|哈)*[。.!！~\s]*$/gu;
const OWN =
  /^(?:就|就在|在|是|就是)?(?:我们?|咱们?|本)(?:的|自己的?)?(办公室|班级|班|教室|宿舍|年级|组|科室|这里|这边|这儿|屋)(?:里|里面)?$/u;

/** Rooms of which a school has many: a repairer cannot go to 教室. */
const VAGUE =
  /^(?:他们|她们|我们|咱们)?的?(?:教室|办公室|宿舍|寝室|厕所|男厕所?|女厕所?|卫生间|洗手间|走廊|楼道|楼梯|实验室|阳台)$/u;

/** The place in an answer to 在哪里: 就在302，谢谢 → 302. Null: these words are none. */
export function placeSaid(text: string): string | null {
  const place = text.trim().replaceAll(AROUND, '').trim();
  if (place === '' || place.length > 30 || NOT_A_PLACE.test(place)) return null;
  return PLACELIKE.test(place) ? place : null;
}

/** 就我们办公室: whose room it is depends on who says it. */
export function ownPlace(text: string): string | null {
  return OWN.exec(text.trim().replaceAll(/[,，。.!！~\s]+(?:谢谢)?$/gu, ''))?.[1] ?? null;
}

export function isVague(place: string): boolean {
  return VAGUE.test(place.trim());
}

/** Where somebody means by 我们办公室: the usual room, else the unit's, else the person's own. */
export function usualPlace(
  person: { readonly name: string; readonly room: string | null; readonly unit: string | null },
  word: string,
): string {
  if (person.room !== null) return person.room;
  const room = /这|屋/.test(word) ? '办公室' : word;
  return person.unit === null ? `${person.name}的${room}` : `${person.unit}${room}`;
}
