/** What somebody could write into every field, and what may never come of it. */

const at = (inner: string) => `<at ${inner}></at>`;
const TEXTS: readonly string[] = [
  at('id=all'),
  at('user_id="all"'),
  at("user_id='all'"),
  '<AT ID=ALL></AT>',
  '<at\nid=all>\n</at>',
  '<at email=all@a.com></at>',
  '<at id=ou_principal>校长</at>',
  '&lt;at id=all&gt;&lt;/at&gt;',
  '&#60;at id=all&#62;&#60;/at&#62;',
  '<<at id=all>at id=all></at>',
  '<at id=all',
  '@_all @_user_1 @所有人',
  "<font color='red'>红</font>",
  '<text_tag color="red">急</text_tag>',
  '<person id="ou_principal"></person>',
  "<link url='http://evil.example'></link>",
  '<a href="javascript:alert(1)">点</a>',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<number_tag>1</number_tag><raw>x</raw><record></record>',
  '<local_datetime millisecond="1"></local_datetime>',
  '<!-- 注释 --><br><hr>',
  '[点此领奖](http://evil.example)',
  '[点此领奖] (http://evil.example)',
  '[点](javascript:alert(1))',
  '[点](lark://applink?x=1)',
  '[点][1]\n\n[1]: http://evil.example',
  '<http://evil.example>',
  'http://evil.example/?a=b#c',
  'javascript:alert(document.cookie)',
  '![](img_v3_02ab_key)',
  '![图](http://evil.example/a.png)',
  '**粗** *斜* ~~删~~ __下__ `码`',
  '```js\nalert(1)\n```',
  '````\n```\n内\n```\n````',
  '\n# 标题\n## 小标题',
  '\n标题\n===\n标题\n---',
  '\n- 项\n+ 项\n* 项\n1. 项',
  '\n> 引\n>> 引',
  '\n| a | b |\n| - | - |\n| 1 | 2 |',
  '\n    缩进四格\n\t制表',
  ':OK: :DONE: [微笑]',
  '${id}',
  '$${id} ${$eval}',
  '{{name}} {%raw%} #{x} <%= 1 %>',
  '{"$eval":"1+1"}',
  '{"tag":"markdown","content":"x"}',
  '"},{"tag":"button","text":"x"},{"a":"',
  '\\" \\n \\u003cat id=all\\u003e \\',
  '\u202E反的\u202C \u2066隔\u2069',
  '左\u200E右\u200F阿\u061C',
  '零\u200B宽\u200C\u2060\uFEFF',
  '<\u200Bat id=all></at>',
  '控\u0007\u001B[31m\u0085\u009B制',
  '行\u2028段\u2029\r\n\r回',
  '半\uD83D个 \uDC00 字',
  '空\u0000字',
  'Z̸̡͉̈́a̷͙͌l̴̨̛g̵͓̈o̶̧͝'.repeat(5),
  '👨‍👩‍👧‍👦'.repeat(200),
  '🔥'.repeat(10_000),
  '长'.repeat(20_000),
  `很长的一行${'x'.repeat(30_000)}`,
  '\n'.repeat(500),
  '<at id=all></at>'.repeat(2_000),
  '＜at id=all＞',
  "'; drop table repair_ticket; --",
  '../../etc/passwd',
  '%00%0a%3Cat%20id=all%3E',
  '=HYPERLINK("http://evil.example","点")',
  '__proto__ constructor toString',
  'null undefined NaN true 0',
];

/** Each begins with a word of its own, by which it is found wherever it came out. */
export const HOSTILE: readonly { readonly mark: string; readonly text: string }[] = TEXTS.map(
  (text, i) => {
    const mark = `坏话${String(i).padStart(3, '0')}号`;
    return { mark, text: mark + text };
  },
);

const UNSEEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200C\u200E\u200F\u061C\u2028-\u202E\u2060\u2066-\u2069\uFEFF]/;
/** The card's own mention of whom a repair is proposed to. */
const OWN_MENTION = /^请 <at id=ou_\w+><\/at> 看一下$/;
/** In plain text nothing is read as mark-up; anywhere else none of this may come from people. */
const LIVE = /[<*~`[\]|]|!\[|:\/\/|^\s*(?:#|>|[-+]\s|\d+\.\s)|^\s*=+\s*$/m;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with a card that carries hostile words; nothing, if they are only words. */
export function livePartsOf(card: unknown): string[] {
  const found: string[] = [];
  const check = (path: string, text: string, plain: boolean) => {
    if (UNSEEN.test(text)) found.push(`${path}: unseen characters`);
    if (!text.isWellFormed()) found.push(`${path}: half a character`);
    if (!plain && LIVE.test(text.replace(OWN_MENTION, '')))
      found.push(`${path}: ${text.slice(0, 80)}`);
  };
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') return;
    if (Array.isArray(value)) return value.forEach((one, i) => walk(one, `${path}[${i}]`));
    if (!isObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      const isPlain = value['tag'] === 'plain_text';
      if (typeof inner === 'string' && ['content', 'default_value', 'initial_date'].includes(key))
        check(`${path}.${key}`, inner, isPlain || key !== 'content');
      if (key === 'img_key' || key === 'url' || key === 'href' || key.endsWith('_url'))
        if (!/^img_v3_[\w-]+$/.test(String(inner))) found.push(`${path}.${key}: ${String(inner)}`);
      // A summary's words stand in no text object; what is checked is that no tag lives in them.
      if (key === 'summary' && isObject(inner) && /<|\]\(/.test(String(inner['content'])))
        found.push(`${path}.summary`);
      if (key !== 'summary') walk(inner, `${path}.${key}`);
    }
  };
  walk(card, 'card');
  return found;
}

/** What is wrong with a text message: it reads tags, and `[words](address)` as a link. */
export function livePartsOfText(text: string): string[] {
  return [
    ...(/<|\]\(/.test(text) ? [`live: ${text.slice(0, 80)}`] : []),
    ...(UNSEEN.test(text) ? ['unseen characters'] : []),
    ...(text.isWellFormed() ? [] : ['half a character']),
  ];
}
