import { el } from './dom.js';

const hint = (node) => node.placeholder?.content ?? '';

function labelled(node, field) {
  if (!node.label?.content) return field;
  return el('label', { className: 'labelled' }, el('span', { text: node.label.content }), field);
}

function input(node) {
  const long = node.input_type === 'multiline_text';
  const field = el(long ? 'textarea' : 'input', {
    className: 'field',
    name: node.name,
    placeholder: hint(node),
    maxlength: node.max_length ?? 1000,
    required: node.required ?? false,
    rows: long ? (node.rows ?? 3) : undefined,
    type: long ? undefined : node.input_type === 'password' ? 'password' : 'text',
    'data-kind': 'text',
  });
  field.value = node.default_value ?? '';
  return labelled(node, field);
}

function select(node, options, chosen, many) {
  const field = el('select', {
    className: 'field',
    name: node.name,
    multiple: many,
    required: node.required ?? false,
    'data-kind': many ? 'many' : 'one',
  });
  if (many) field.size = Math.min(4, Math.max(2, options.length));
  else field.append(el('option', { value: '', text: hint(node) || '请选择' }));
  for (const { value, text } of options)
    field.append(el('option', { value, text, selected: chosen.includes(value) }));
  return field;
}

const worded = (node) =>
  (node.options ?? []).map(({ value, text }) => ({ value, text: text?.content ?? value }));

/** Without valid options a person picker offers everybody in the chat. */
function people(node, draw) {
  const named = (node.options ?? []).filter((one) => draw.knows(one.value));
  const ids = named.length > 0 ? named.map((one) => one.value) : draw.members;
  return ids.map((id) => ({ value: id, text: draw.nameOf(id) }));
}

function initial(node) {
  if (node.initial_index) return [node.options?.[node.initial_index - 1]?.value];
  return [node.initial_option];
}

function moment(type, kind, from) {
  return (node) => {
    const field = el('input', {
      className: 'field',
      type,
      name: node.name,
      required: node.required ?? false,
      'data-kind': kind,
    });
    field.value = (node[from] ?? '').replace(' ', 'T');
    return labelled(node, field);
  };
}

/** The components that take something from a person, by tag. */
export const FIELDS = {
  input,
  select_static: (node) => select(node, worded(node), initial(node), false),
  multi_select_static: (node) => select(node, worded(node), node.selected_values ?? [], true),
  select_person: (node, draw) => select(node, people(node, draw), [node.initial_option], false),
  multi_select_person: (node, draw) =>
    select(node, people(node, draw), node.selected_values ?? [], true),
  date_picker: moment('date', 'date', 'initial_date'),
  picker_time: moment('time', 'time', 'initial_time'),
  picker_datetime: moment('datetime-local', 'datetime', 'initial_datetime'),
  checker(node) {
    const field = el('input', { type: 'checkbox', name: node.name, 'data-kind': 'checker' });
    field.checked = node.checked ?? false;
    return el(
      'label',
      { className: 'checker' },
      field,
      el('span', { text: node.text?.content ?? '' }),
    );
  },
};
