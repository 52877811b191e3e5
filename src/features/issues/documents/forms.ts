import {
  centred,
  drawFormFeet,
  drawRows,
  drawTable,
  line,
  pair,
  plain,
} from '../../../documents/form.ts';
import { drawHead, makePdf, printable, type Pdf } from '../../../documents/paper.ts';
import type { Context } from '../../../kernel/feature.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import { formatQuantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { LIST_STATES } from '../domain/list.ts';
import { STATES, type Request } from '../domain/request.ts';
import type { StoredList } from '../lists/store.ts';
import { eachOf } from '../lists/words.ts';
import { historyOf, photosOf } from '../store.ts';
import { checkCode, oldInText, paperTime, signatureOf, signatureText } from './facts.ts';

type C = Context<Tables>;

/** 序号, 品名, 规格, 单位, 请领数, 实发数, 旧物交回, 备注 */
const LINES = [30, 130, 74, 38, 50, 50, 57, 70] as const;
const HEAD = ['序号', '品名', '规格', '单位', '请领数', '实发数', '旧物交回', '备注'] as const;
/** 序号, 姓名, 部门, 签领时间, 校验码 */
const SIGNERS = [36, 80, 90, 133, 160] as const;
const SIGNERS_HEAD = ['序号', '领用人', '部门', '签领时间', '签字'] as const;

/** 领用单, A4: what was asked for and handed out, who did it, and the receiver's signature. */
export async function requestForm(
  context: C,
  request: Request,
  printedBy: string,
): Promise<Uint8Array> {
  const { tx, school } = context;
  const rows = await historyOf(context, request.id);
  const people = await peopleById(tx, school.id, [
    request.requesterId,
    request.issuedBy,
    request.exemption?.by ?? null,
    ...rows.flatMap((row) => [row.actor_id, row.behalf_of]),
  ]);
  const name = (id: string | null) => (id === null ? '' : (people.get(id)?.name ?? '有人'));
  const photos = await photosOf(context, request.id);
  const requester = people.get(request.requesterId) ?? null;
  const signed = request.state === 'signed' ? signatureOf(rows, request.requesterId) : null;
  const number = `编号：${request.number}    状态：${STATES[request.state]}`;
  return makePdf({ title: `${school.name} 领用单 ${request.number}` }, (pdf) => {
    drawHead(pdf, school.name, '领用单', number);
    drawRows(pdf, [
      pair('领用部门', requester?.unit ?? '', '领用人', requester?.name ?? ''),
      pair(
        '申请时间',
        paperTime(context, request.requestedAt),
        '需用日期',
        request.neededBy === null ? '' : sayDay(request.neededBy),
      ),
      line('用途', request.reason),
    ]);
    const { exemption, purchaseNumber } = request;
    drawTable(
      pdf,
      {
        widths: LINES,
        head: HEAD,
        rows: request.lines.map((one, i) => {
          const notes = [
            one.bought > 0n ? `转采购 ${formatQuantity(one.bought)}` : '',
            one.returned > 0n ? `退库 ${formatQuantity(one.returned)}` : '',
          ];
          return [
            centred(String(i + 1)),
            plain(one.name),
            plain(one.spec),
            centred(one.unit),
            centred(formatQuantity(one.wanted)),
            centred(request.issuedAt === null ? '' : formatQuantity(one.issued)),
            centred(oldInText(request, one)),
            plain(notes.filter(Boolean).join('，')),
          ];
        }),
      },
      [
        ...(exemption?.state === 'granted'
          ? [line('免交旧', `${name(exemption.by)}同意：${exemption.reason}`)]
          : []),
        ...(photos === 0 ? [] : [line('旧物照片', `${photos} 张（见系统）`)]),
        ...(purchaseNumber === null ? [] : [line('采购申请', purchaseNumber)]),
        pair(
          '发放人',
          name(request.issuedBy),
          '发放时间',
          paperTime(context, request.issuedAt),
          32,
        ),
        line(
          '领用人签字',
          signed === null ? '' : signatureText(context, request.number, signed, name),
          40,
        ),
      ],
    );
    feet(context, pdf, `领用单 ${request.number}`, printedBy);
  });
}

/** 发放单 with a line for everybody's signature; whoever has not signed has room for a pen. */
export async function listForm(
  context: C,
  list: StoredList,
  printedBy: string,
): Promise<Uint8Array> {
  const { tx, school } = context;
  const rows = await historyOf(context, list.id);
  const people = await peopleById(tx, school.id, [
    list.openedBy,
    ...list.recipients.map(({ personId }) => personId),
  ]);
  const number = `编号：${list.number}    状态：${LIST_STATES[list.state]}`;
  const signedCount = list.recipients.filter(({ signedAt }) => signedAt !== null).length;
  return makePdf({ title: `${school.name} 发放单 ${list.number}` }, (pdf) => {
    drawHead(pdf, school.name, '发放领用单', number);
    const opener = list.openedBy === null ? '' : (people.get(list.openedBy)?.name ?? '');
    drawRows(pdf, [
      line('名称', list.title),
      line('每人', list.lines.map(eachOf).join('、')),
      pair('发放人', opener, '发放时间', paperTime(context, list.openedAt)),
      line('签领', `${signedCount}/${list.recipients.length} 人`),
    ]);
    drawTable(pdf, {
      widths: SIGNERS,
      head: SIGNERS_HEAD,
      rows: list.recipients.map(({ personId, signedAt }, i) => {
        const signed = signedAt === null ? null : signatureOf(rows, personId);
        const paper = signed?.kind === 'signFor' ? '（纸质签字）' : '';
        return [
          centred(String(i + 1)),
          plain(people.get(personId)?.name ?? '有人'),
          plain(people.get(personId)?.unit ?? ''),
          plain(paperTime(context, signedAt)),
          plain(signed === null ? '' : `${checkCode(context, list.number, signed)}${paper}`),
        ];
      }),
    });
    feet(context, pdf, `发放单 ${list.number}`, printedBy);
  });
}

function feet(context: C, pdf: Pdf, form: string, printedBy: string): void {
  drawFormFeet(pdf, form, `${printable(printedBy, 20)} 于 ${paperTime(context, context.now)}`);
}
