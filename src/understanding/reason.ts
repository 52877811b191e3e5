const EVENT =
  '[^，,。；\\s]{0,6}?(?:运动会|晚会|联欢会|艺术节|科技节|读书节|体育节|美食节|教师节|儿童节|元旦|圣诞|国庆|校庆|家长会|开学|毕业|典礼|比赛|竞赛|演出|活动|考试|期末考?|期中考?|月考|中考|高考|公开课|培训|会议|大会|检查|迎检|评估|验收|开放日|接待|参观|春游|秋游|军训|研学|社团课|实验课?|大扫除|升旗|表彰|招生|面试|体检)';
const BEFORE_WISH = new RegExp(
  `^(?:学校|我们|咱们?|学生会?(?!活动))?(${EVENT})(?:之前|以前|前|的时候|时)?(?:还|又|就)?(?=需要|得|要(?!求)|想|急需|买|采购|订|申请|购|领|缺)`,
);
const STATE =
  /坏了|修不好|不够|没了|没有了|用完|用光|破了|旧了|太旧|老化|丢了|断了|裂了|漏了|快没|见底|太.{1,4}了?$|演出|比赛|运动会|上课|美化|备用|急着用|考试|开会|活动|家长会|迎检|检查|联欢|培训|大扫除|新来|新生|新增|增加|换季|流感|过期|到期|报废|不能用|用不了|不好用|不亮了|不制冷|开学|搬|比较多|太多|要来|参观|接待|要上|要开|要办|举办|新招|招了|表彰|漏气|报到|采访|老旧|损耗|不多|紧张|轮换/;
const WISH =
  /^放|^送到|增加.*\d|[\d一二两三四五六七八九十百]+[组件枚块双幅盆副根]|要(?!用|开|办|来|上|考)|[\d一二两三四五六七八九十百]+[箱张个支包盒本套把瓶条袋份桶卷台]|买|购|领|订(?!书)|要\d|预算|麻烦|谢谢|尽快|申请|能不能|可以|送|多少|联系|报价|单价|型号|规格|颜色/;
/** Who tells it, before what is told. */
/** What is told of the weather, the people or the stock beside a wish. */
const TOLD =
  /^(?:最近|这几天|这阵子|雨天|雪天|下雨|下雪|天冷|天热|天气|新转|新来|班上|学生|孩子|北边|南边|现在).{3,}|(?:[印用来写流病坏旧裂秃脏滑干湿乱吵冷热]得?(?:很|多|大|厉害|慌|了)?|湿漉漉的?|得很|得多|打出溜|见底|吃紧|太.{1,3})$/;
const TELLER =
  /^(?:请示|申请|报告|事由|说明):|^[^，]{0,6}(?:师傅|老师|阿姨|保安|主任)(?:们)?(?:说|反映)|^[^，]{1,6}(?:那边|这边)/;
/** 期末监考：档案袋…: the occasion at the head of a list. */
const OCCASION = /^[\s，]*([^，,:。\d]{1,8}(?:考|会|节|赛|演出|活动|检|课|训|典礼)):/;
const DAY = /^(?:今天|明天|后天|下?周[一二三四五六日末]|\d{1,2}月\d{1,2}[日号]|月底|月初)+/;

/** The clause of a wish that says why or what for, cut out of the original. */
export function reasonOf(original: string, text: string, masked: string): string | null {
  const cut = (hit: RegExpExecArray): string | null => {
    const word = hit[1] ?? '';
    const at = hit.index + hit[0].indexOf(word);
    return original.slice(at, at + word.length).trim() || null;
  };
  const why =
    /(?:因为|由于|为了|(?:^|[，,。；])因(?!此)|用于|用来|用作|用在|以备|供|为(?=[^，。什]{2,10}准备))([^，。；！,]{2,24})/.exec(
      text,
    );
  if (why) return cut(why)?.replace(/(?:使?用的?|准备|，)$/, '') ?? null;
  const use =
    /(?:^|[，,。；！!？?\s])(?:是|都是)?(?:给|供|拿来|准备)?([^，,。；！!？?\s]{1,16}?)(?:时|的时候|的时)?(?:都|需)?(?:要|使)?(?<!备|着|急)用(?:的|到|呢)?(?=$|[，,。；！!\s])/.exec(
      masked,
    );
  const what = use?.[1] ?? '';
  if (
    use &&
    !/急|快|等着|够|不|^[我他]|元|块|[买购领]|几天|有人|没法|能/.test(what) &&
    /[一-龥]{2}/.test(what)
  )
    return cut(use);
  const inline = new RegExp(`给([^，,。；\\s给]{2,10})用(?=的|$|[，,。；！!])`).exec(masked);
  if (inline) return cut(inline);
  const occasion = OCCASION.exec(masked);
  if (occasion) return cut(occasion);
  const kept = /(?:^|[，,。\s])([^，,。\s]{2,8}?)用的(?=[^，。]{1,8}(?:没|用完|不够|缺))/.exec(
    masked,
  );
  if (kept) return cut(kept);
  const meant = /^.*(?:买|购|领|要|批|些)([^，,。\s个台把套张\d]{2,8}?)用的(?=[一-龥]{2})/.exec(
    masked,
  );
  if (meant) return cut(meant);
  for (const piece of masked.matchAll(/[^，,。；！!？?\s]+/g)) {
    const body = piece[0].trim().replace(TELLER, '');
    if (!STATE.test(body) || WISH.test(body) || body.length > 18) continue;
    let at = piece.index + piece[0].indexOf(body);
    // 明天考试: the day belongs to what is told.
    const day =
      /(?:^|[，,。；\s])([今明后]天|周[一二三四五六日])$/.exec(text.slice(0, at))?.[1] ?? '';
    at -= day.length;
    if (day !== '') return original.slice(at, at + day.length + body.length);
    return original
      .slice(at, at + body.length)
      .replace(/^(?:因为|由于|主要是|是因为|现在|我们的?)/, '')
      .replace(DAY, '');
  }
  // 转学生多，麻烦加订…: what is told before the wish is why it is made.
  const told = /^(?:你好|您好|老师|后勤|请示:|[，,\s])*([^，,。；！!？?\s]{3,18})[，,。]/.exec(
    masked,
  );
  if (
    told &&
    /[了多少旧坏缺准]$|不|太|没/.test(told[1] ?? '') &&
    !WISH.test(told[1] ?? '') &&
    !/^(?:我们?是|这里是|请|没)|好$|有没有|还有/.test(told[1] ?? '')
  )
    return cut(told);
  for (const piece of masked.matchAll(/(?<=[，,。；！!？?\s])[^，,。；！!？?\s]{4,20}/g))
    if (
      TOLD.test(piece[0]) &&
      !/给|送|放|领|买|\d/.test(piece[0]) &&
      !/谢|辛苦|急|^(?:我们?|请)/.test(piece[0])
    )
      return original.slice(piece.index, piece.index + piece[0].length);
  const occasion2 = new RegExp(`(?:^|[，,。\\s])(${EVENT})(?:就|急)?要(?:的|用)?$`).exec(masked);
  if (occasion2) return cut(occasion2);
  const since = /[，,。]([^，,。；！!？?\s]{2,10}(?:了|滑))[\s。！!~]*$/.exec(masked);
  if (
    since &&
    !WISH.test(since[1] ?? '') &&
    !/好了|行了|可以|辛苦|谢|拜托|[急来用]了$/.test(since[1] ?? '')
  )
    return cut(since);
  const aim =
    /(?:^|[，\s]|(?<=[一-龥]{2}))((?:放[^，。]{1,6}净化|批作业|批改|净化|美化|布置|装饰|奖励|装点|更换|替换|补充)[^，。\s]{1,8})(?:用)?$/.exec(
      text,
    );
  if (aim) return cut(aim);
  const event = BEFORE_WISH.exec(text.replace(/^[\s，,]+/, (m) => '，'.repeat(m.length)));
  return event ? cut(event) : null;
}
