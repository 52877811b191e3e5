import { z } from 'zod';
import type { JsonObject } from '../kernel/json.ts';

const textSchema = z.object({
  content: z.string(),
  text_color: z.string().default('default'),
  text_size: z.string().default('normal'),
  text_align: z.string().default('left'),
});
const text = textSchema.optional();
/** The properties that a picture needs; the platform's rules are check-card.ts's to know. */
const elementSchema = z.object({
  tag: z.string(),
  text,
  elements: z.array(z.unknown()).default([]),
  columns: z.array(z.unknown()).default([]),
  header: z.object({ title: textSchema }).optional(),
  type: z.string().default('default'),
  size: z.string().default('medium'),
  width: z.string().default('auto'),
  weight: z.number().default(1),
  background_style: z.string().default('default'),
  label: text,
  placeholder: text,
  default_value: z.string().optional(),
  initial_date: z.string().optional(),
  initial_option: z.string().optional(),
  rows: z.number().default(1),
  content: z.string().default(''),
});
const cardSchema = z.object({
  header: z.object({
    title: textSchema,
    subtitle: text,
    template: z.string().default('default'),
    text_tag_list: z.array(z.object({ text: textSchema, color: z.string() })).default([]),
  }),
  body: z.object({ elements: z.array(z.unknown()) }),
});

const STYLE = `*{box-sizing:border-box}body{margin:0;padding:14px;background:#f2f3f5;font:15px/1.5 "Noto Sans CJK SC","Noto Sans SC",sans-serif;color:#1f2329}
.card{background:#fff;border-radius:10px;border:1px solid #dee0e3;overflow:hidden}.head{padding:12px 14px}.title{font-weight:600;font-size:17px}.sub{font-size:13px;opacity:.75}
.tag{font-size:12px;font-weight:500;border-radius:4px;padding:1px 6px;margin-left:6px;background:#fff;vertical-align:2px}.body{padding:12px 14px;display:flex;flex-direction:column;gap:8px}
.row{display:flex;gap:8px;border-radius:8px;align-items:center}.facts{align-items:flex-start}.col{display:flex;flex-direction:column;gap:4px;min-width:0}.form{display:flex;flex-direction:column;gap:8px}
.text{white-space:pre-wrap;overflow-wrap:anywhere}.notation{font-size:12.5px}.heading{font-size:16px;font-weight:600}
.button{border:1px solid #d0d3d6;border-radius:8px;text-align:center;padding:0 14px;line-height:32px;white-space:nowrap}.large{line-height:42px;font-size:16px;font-weight:500}
.field{border:1px solid #d0d3d6;border-radius:8px;line-height:36px;padding:0 10px;color:#8f959e;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}.filled{color:#1f2329}.arrow{float:right}
.panel{border:1px solid #e4e6e9;border-radius:8px;line-height:38px;padding:0 12px;color:#51565d}`;

const HUES: Readonly<Record<string, readonly [background: string, ink: string]>> = {
  blue: ['#e1eaff', '#0c296e'],
  wathet: ['#d9f3fd', '#044a63'],
  turquoise: ['#d5f6f2', '#04493f'],
  green: ['#d9f5d6', '#124b0c'],
  yellow: ['#faedc2', '#5c3a00'],
  orange: ['#feead2', '#6b3900'],
  red: ['#fde2e2', '#8f1b16'],
  purple: ['#ece2fe', '#380d82'],
  grey: ['#eff0f1', '#51565d'],
};
const INKS: Readonly<Record<string, string>> = {
  grey: '#8f959e',
  red: '#d83931',
  orange: '#de7802',
  green: '#2ea121',
};
const BUTTONS: Readonly<Record<string, string>> = {
  primary: 'color:#1456f0;border-color:#1456f0',
  primary_filled: 'color:#fff;background:#1456f0;border-color:#1456f0',
  danger: 'color:#d83931;border-color:#f0a9a5',
  danger_filled: 'color:#fff;background:#d83931;border-color:#d83931',
};

/** A page that shows the card about as the platform's phone client does; panels stay folded. */
export function cardHtml(card: JsonObject): string {
  const { header, body } = cardSchema.parse(card);
  const [background, ink] = HUES[header.template] ?? ['#fff', '#1f2329'];
  const tags = header.text_tag_list
    .map(
      ({ text: tag, color }) =>
        `<span class="tag" style="color:${INKS[color] ?? '#b86200'}">${escape(tag.content)}</span>`,
    )
    .join('');
  const subtitle = header.subtitle
    ? `<div class="sub">${escape(header.subtitle.content)}</div>`
    : '';
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body><div class="card">
<div class="head" style="background:${background};color:${ink}"><div class="title">${escape(header.title.content)}${tags}</div>${subtitle}</div>
<div class="body">${elements(body.elements)}</div></div></body>`;
}

function elements(list: readonly unknown[]): string {
  return list.map((one) => element(elementSchema.parse(one))).join('');
}

function element(one: z.infer<typeof elementSchema>): string {
  switch (one.tag) {
    case 'form':
      return `<div class="form">${elements(one.elements)}</div>`;
    case 'column_set':
      return `<div class="row" style="${shade(one.background_style)}">${elements(one.columns)}</div>`;
    case 'column':
      return `<div class="col" style="${width(one)};${shade(one.background_style)}">${elements(one.elements)}</div>`;
    case 'collapsible_panel':
      return `<div class="panel">${escape(one.header?.title.content ?? '')}<span class="arrow">⌄</span></div>`;
    case 'button':
      return `<div class="button ${escape(one.size)}" style="${BUTTONS[one.type] ?? ''}">${escape(one.text?.content ?? '')}</div>`;
    case 'div':
      return words(one.text);
    case 'markdown':
      // Nobody has a name here: whoever is mentioned is drawn as what they are.
      return `<div class="text">${escape(one.content.replaceAll(/<at id=[\w-]+><\/at>/g, '@维修师傅'))}</div>`;
    case 'hr':
      return '<hr>';
    default:
      return field(one);
  }
}

function words(shown: z.infer<typeof text>): string {
  if (!shown) return '';
  const colour = INKS[shown.text_color] ?? 'inherit';
  return `<div class="text ${escape(shown.text_size)}" style="color:${colour};text-align:${escape(shown.text_align)}">${escape(shown.content)}</div>`;
}

function field(one: z.infer<typeof elementSchema>): string {
  const filled = one.default_value ?? one.initial_date;
  const arrow = one.tag === 'input' ? '' : '<span class="arrow">⌄</span>';
  const label = one.label ? words(one.label) : '';
  return `${label}<div class="field ${filled ? 'filled' : ''}">${arrow}${escape(filled ?? one.placeholder?.content ?? '')}</div>`;
}

function width({ width: given, weight }: { width: string; weight: number }): string {
  return given === 'weighted'
    ? `flex:${weight}`
    : given === 'auto'
      ? 'flex:none'
      : `flex:none;width:${escape(given)}`;
}

function shade(style: string): string {
  const hue = HUES[style];
  return hue ? `background:${hue[0]};padding:8px 10px` : '';
}

function escape(value: string): string {
  return value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
