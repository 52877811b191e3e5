import { el } from './dom.js';
import { FIELDS } from './card-fields.js';
import { markSent, noteTyping } from './keep.js';
import { markdown } from './markdown.js';
import { resourceUrl } from './api.js';

/**
 * Draws a Card JSON 2.0. `context`: { nameOf(openId), members, tap(index, form) }; `tap` answers
 * whether the tap was taken.
 */
export function drawCard(card, context) {
  const buttons = [];
  number(card, buttons);
  const draw = {
    ...context,
    buttons,
    form: null,
    all: (nodes) => nodes.map((node) => element(node, draw)),
  };
  const root = el('article', { className: 'card' });
  if (card.header) root.append(header(card.header, draw));
  root.append(box('card-body', card.body ?? {}, draw));
  noteTyping(root);
  return root;
}

/** Numbers the buttons as the simulated platform does: in the order they stand in the JSON. */
function number(node, found) {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && node.tag === 'button') {
    found.push(node);
    return;
  }
  for (const child of Object.values(node)) number(child, found);
}

function header(node, draw) {
  const titles = el('div', { className: 'titles' });
  const line = el('div', { className: 'title-line' }, words(node.title, draw, 'title'));
  for (const tag of node.text_tag_list ?? [])
    line.append(
      el('span', { className: `tag tag-${tag.color ?? 'blue'}`, text: tag.text.content }),
    );
  titles.append(line);
  if (node.subtitle?.content) titles.append(words(node.subtitle, draw, 'subtitle'));
  return el('header', { className: `card-header head-${node.template ?? 'default'}` }, titles);
}

function words(node, draw, className = '') {
  if (node.tag === 'lark_md' || node.tag === 'markdown') {
    const rich = markdown(node.content, draw.nameOf);
    rich.classList.add(...className.split(' ').filter(Boolean));
    return dress(rich, node);
  }
  return dress(el('div', { className: `plain ${className}`, text: node.content ?? '' }), node);
}

function dress(target, node) {
  if (node.text_color) target.classList.add(`ink-${node.text_color}`);
  if (node.text_size) target.classList.add(`size-${node.text_size}`);
  if (node.text_align) target.style.textAlign = node.text_align;
  if (node.lines) {
    target.classList.add('clamped');
    target.style.webkitLineClamp = node.lines;
  }
  return target;
}

const SPACE = { small: '4px', medium: '8px', large: '12px', extra_large: '16px' };
const space = (value) => SPACE[value] ?? value ?? '';

function box(className, node, draw) {
  const target = el('div', { className: `stack ${className}` }, ...draw.all(node.elements ?? []));
  target.style.gap = space(node.vertical_spacing);
  if (node.padding) target.style.padding = node.padding;
  return target;
}

function columnSet(node, draw) {
  const columns = (node.columns ?? []).map((column) => {
    const target = box('column', column, draw);
    const { width = 'auto' } = column;
    target.style.flex =
      width === 'weighted'
        ? `${column.weight ?? 1} 1 0`
        : width === 'auto'
          ? '0 0 auto'
          : `0 0 ${width}`;
    const align = { top: 'flex-start', center: 'center', bottom: 'flex-end' };
    target.style.justifyContent = align[column.vertical_align] ?? '';
    if (column.background_style) target.classList.add(`back-${column.background_style}`);
    return target;
  });
  const set = el('div', { className: `columns flow-${node.flex_mode ?? 'none'}` }, ...columns);
  set.style.gap = space(node.horizontal_spacing) || '8px';
  if (node.background_style) set.classList.add(`back-${node.background_style}`);
  return set;
}

function button(node, draw) {
  const index = draw.buttons.indexOf(node);
  const press = async () => {
    const { confirm } = node;
    if (confirm && !(await draw.confirm(confirm.title?.content ?? '', confirm.text?.content ?? '')))
      return;
    const link = node.behaviors?.find((one) => one.type === 'open_url');
    if (link && /^https?:/.test(link.default_url))
      window.open(link.default_url, '_blank', 'noreferrer');
    if (link && node.behaviors.length === 1) return;
    const form = draw.form;
    if (form && !form.reportValidity()) return;
    target.classList.add('busy');
    target.disabled = true;
    const values = form ? readForm(form) : {};
    const unsent = form ? markSent(form) : () => {};
    try {
      if (!(await draw.tap(index, values))) unsent();
    } finally {
      target.classList.remove('busy');
      target.disabled = node.disabled ?? false;
    }
  };
  const target = el('button', {
    type: 'button',
    className: `button kind-${node.type ?? 'default'} button-${node.size ?? 'medium'}`,
    text: node.text?.content ?? '',
    disabled: node.disabled ?? false,
    title: node.hover_tips?.content,
    on: { click: press },
  });
  if (node.width === 'fill') target.classList.add('fill');
  return target;
}

/** Fields left empty are left out, as the platform does. */
function readForm(form) {
  const values = {};
  for (const field of form.querySelectorAll('[data-kind]')) {
    if (field.closest('form') !== form) continue;
    const { kind } = field.dataset;
    if (kind === 'checker') values[field.name] = field.checked;
    else if (kind === 'many') {
      const chosen = [...field.selectedOptions].map((option) => option.value);
      if (chosen.length > 0) values[field.name] = chosen;
    } else if (field.value !== '') {
      const zoned = kind === 'date' || kind === 'time' || kind === 'datetime';
      values[field.name] = zoned ? `${field.value.replace('T', ' ')} +0800` : field.value;
    }
  }
  return values;
}

function panel(node, draw) {
  const title = node.header?.title;
  const summary = el('summary', {}, title ? words(title, draw) : '');
  const target = el('details', { className: 'panel' }, summary, box('panel-body', node, draw));
  target.open = node.expanded ?? false;
  if (node.border) target.classList.add('bordered');
  return target;
}

function fields(node, draw) {
  const cells = node.fields.map((field) =>
    el('div', { className: field.is_short ? 'short' : 'long' }, words(field.text, draw)),
  );
  return el('div', { className: 'fields' }, ...cells);
}

const DRAWN = {
  ...FIELDS,
  button,
  column_set: columnSet,
  collapsible_panel: panel,
  markdown: (node, draw) => words({ ...node, tag: 'markdown' }, draw),
  plain_text: (node, draw) => words(node, draw),
  hr: () => el('hr'),
  div: (node, draw) =>
    el(
      'div',
      { className: 'div' },
      node.text ? words(node.text, draw) : null,
      node.fields ? fields(node, draw) : null,
    ),
  img: (node) =>
    el('img', {
      className: node.size === 'medium' ? 'card-img medium' : 'card-img',
      src: resourceUrl(node.img_key),
      alt: node.alt?.content ?? '',
    }),
  person: (node, draw) => el('span', { className: 'person', text: draw.nameOf(node.user_id) }),
  person_list: (node, draw) =>
    el(
      'div',
      { className: 'persons' },
      ...node.persons.map((one) => el('span', { className: 'person', text: draw.nameOf(one.id) })),
    ),
  interactive_container: (node, draw) => box('container', node, draw),
  form(node, draw) {
    const form = el('form', {
      className: 'stack form',
      on: { submit: (event) => event.preventDefault() },
    });
    const inner = { ...draw, form };
    inner.all = (nodes) => nodes.map((child) => element(child, inner));
    form.append(...inner.all(node.elements ?? []));
    form.style.gap = space(node.vertical_spacing);
    return form;
  },
};

function element(node, draw) {
  const make = DRAWN[node.tag];
  if (!make)
    return el('div', { className: 'unknown', text: `（此处是 ${node.tag}，演练场不显示）` });
  const target = make(node, draw);
  if (node.margin) target.style.margin = node.margin;
  return target;
}
