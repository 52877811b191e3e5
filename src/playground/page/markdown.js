import { el } from './dom.js';

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', sim: '~', nbsp: ' ' };

function decode(text) {
  return text.replaceAll(/&(?:#(\d+)|([a-z]+));/g, (whole, number, name) =>
    number ? String.fromCodePoint(Number(number)) : (NAMED[name] ?? whole),
  );
}

const INLINE =
  /\*\*(.+?)\*\*|~~(.+?)~~|\*(.+?)\*|`([^`]+)`|\[([^\]]*)\]\((https?:[^)\s]+)\)|<font color=['"]?([\w-]+)['"]?>(.*?)<\/font>|<at id=['"]?([\w-]+)['"]?><\/at>|<br\s*\/?>/;

/** The platform's markdown inside one line, as nodes. */
function inline(text, nameOf) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index > 0) nodes.push(decode(rest.slice(0, match.index)));
    const [whole, bold, struck, slanted, code, label, href, color, coloured, at] = match;
    if (bold !== undefined) nodes.push(el('strong', {}, ...inline(bold, nameOf)));
    else if (struck !== undefined) nodes.push(el('s', {}, ...inline(struck, nameOf)));
    else if (slanted !== undefined) nodes.push(el('em', {}, ...inline(slanted, nameOf)));
    else if (code !== undefined) nodes.push(el('code', { text: decode(code) }));
    else if (href !== undefined)
      nodes.push(el('a', { href, target: '_blank', rel: 'noreferrer', text: decode(label) }));
    else if (color !== undefined)
      nodes.push(el('span', { className: `ink-${color}` }, ...inline(coloured, nameOf)));
    else if (at !== undefined) nodes.push(el('span', { className: 'at', text: `@${nameOf(at)}` }));
    else nodes.push(el('br'));
    rest = rest.slice(match.index + whole.length);
  }
  if (rest) nodes.push(decode(rest));
  return nodes;
}

/** Paragraphs, headings, lists, quotes and rules: the part of the dialect that cards use. */
export function markdown(text, nameOf) {
  const box = el('div', { className: 'markdown' });
  let list = null;
  for (const line of text.split('\n')) {
    const item = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/.exec(line);
    if (item) {
      const tag = item[1] ? 'ol' : 'ul';
      if (list?.localName !== tag) box.append((list = el(tag)));
      list.append(el('li', {}, ...inline(item[2], nameOf)));
      continue;
    }
    list = null;
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) box.append(el('h4', {}, ...inline(heading[2], nameOf)));
    else if (/^\s*(?:---+|<hr>)\s*$/.test(line)) box.append(el('hr'));
    else if (line.startsWith('>'))
      box.append(el('blockquote', {}, ...inline(line.replace(/^>\s?/, ''), nameOf)));
    else if (line.trim() !== '') box.append(el('p', {}, ...inline(line, nameOf)));
  }
  return box;
}
