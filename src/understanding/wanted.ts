import { findDates, findTime } from './dates.ts';

/** The day or time the work is wanted, not the one the fault began. */
export function wantedWhen(text: string, now: Temporal.ZonedDateTime): string | null {
  const today = now.toPlainDate();
  const began =
    /^[^，。]{0,4}(?:来|就|起|开始|刚|突然|发现|又|还|下雨|下的|大风|台风|的?时候|坏|夜里)/;
  const dates = findDates(text, today).filter(
    (d) =>
      Temporal.PlainDate.compare(d.from, today) >= 0 &&
      !(Temporal.PlainDate.compare(d.from, today) === 0 && began.test(text.slice(d.end))) &&
      !d.month,
  );
  const date = dates.find(
    (d) =>
      !/(?:聊|说|讲|讨论)了?$/.test(text.slice(0, d.start)) &&
      // 今天会上聊了…: told, not wanted.
      !/^[^，。]{0,14}(?:聊|说|讲|讨论|开会|通知)(?:了|过)/.test(text.slice(d.end)) &&
      !/^(?:刚|突然|一直|又|都|才|早上?来(?!人|个|修|看|帮|处理|弄|装|把|清|师傅|一趟)|早?发现)/.test(
        text.slice(d.end),
      ) &&
      text.slice(d.start, d.end) !== '现在',
  );
  const time = findTime(text);
  const wanted =
    /exam|class|please|need|before|用|前|来|要|能|修|开|考|比赛|活动|课|会|检查|之前|以后|在家|有人|演出|参观|升旗|看看|弄|上门|过来|处理|验收|开学|典礼|接待|家长/.test(
      text,
    );
  // A day to come is when it is wanted, whatever for.
  if (date && !wanted && Temporal.PlainDate.compare(date.from, today) <= 0) return null;
  if (date) {
    const near = time && Math.abs(time.at - date.end) <= 12 ? time.time : null;
    const half = /今晚|明晚/.test(text.slice(date.start, date.end))
      ? '19:00'
      : text.slice(date.start, date.end).endsWith('早')
        ? '08:00'
        : null;
    const clock = /晚自习|放学|下班后|课间|第[一二三四五六七八\d]节/.test(
      text.slice(date.end, date.end + 8),
    )
      ? null
      : (near ?? half);
    return clock ? `${date.from.toString()}T${clock}` : date.from.toString();
  }
  if (
    !time ||
    !/前|来|要(?!么|是|不|死|命|求)|能不能|之前|以后|以前|有人|在|有课|开会|有会|考试|上门|过来/.test(
      text.slice(time.at, time.at + 14),
    ) ||
    /早上来|早上就|今早|下午就|昨|每天|晚上(?:睡|吵|响|有|不|亮|漆|黑)|刚/.test(text)
  )
    return null;
  const at = Temporal.PlainTime.from(time.time);
  const day =
    Temporal.PlainTime.compare(at, now.toPlainTime()) < 0 ? today.add({ days: 1 }) : today;
  return `${day.toString()}T${time.time}`;
}

/** Phone or extension as written, else the person named as contact. */
export function contactOf(text: string, original: string): string | null {
  const mobile = /(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/.exec(text);
  if (mobile) return original.slice(mobile.index, mobile.index + mobile[0].length);
  const landline =
    /(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?:电话|分机|短号|内线|座机|手机|转|tel|拨|打)(?:是|号码?)?[:： ]*(\d{3,8}(?:-\d{3,8})?)/.exec(
      text,
    );
  if (landline) {
    const digits = landline[1] ?? landline[0];
    const at = landline.index + landline[0].length - digits.length;
    return original.slice(at, at + digits.length);
  }
  const person =
    /(?:联系人?|找|联系)(?:是|:|：| )?([^!-~，。！？：、的在谁哪]{1,3}(?:老师|主任|师傅|阿姨|校长|同学|书记|医生))/.exec(
      text,
    );
  if (!person?.[1]) return null;
  const at = person.index + person[0].length - person[1].length;
  return original.slice(at, at + person[1].length);
}
