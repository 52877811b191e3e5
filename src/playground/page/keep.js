/**
 * A card is drawn anew whenever the bot changes it, also under the hands of somebody who fills in a
 * form on it. What they opened, chose and typed goes over to the new drawing; what they sent does not.
 */

/** Notes what a person does in the fields of `root`; a field as it was drawn is nobody's words. */
export function noteTyping(root) {
  const note = ({ target }) => {
    if (target.dataset?.kind) target.dataset.typed = '';
  };
  root.addEventListener('input', note);
  root.addEventListener('change', note);
}

/** Called before a form is sent; the answer puts it back to unsent, for a tap that failed. */
export function markSent(form) {
  const typed = [...form.querySelectorAll('[data-typed]')];
  const panel = form.closest('details');
  for (const field of typed) delete field.dataset.typed;
  if (panel) panel.dataset.sent = '';
  return () => {
    for (const field of typed) field.dataset.typed = '';
    if (panel) delete panel.dataset.sent;
  };
}

/** Takes over from the old drawing of a message into the new one. */
export function carryOver(old, fresh) {
  const panels = byKey(fresh.querySelectorAll('details'), panelKey);
  for (const panel of old.querySelectorAll('details:not([data-sent])')) {
    const twin = panels.get(panelKey(panel));
    if (twin) twin.open = panel.open;
  }
  const fields = byKey(fresh.querySelectorAll('[data-kind]'), fieldKey);
  for (const field of old.querySelectorAll('[data-typed]')) {
    const twin = fields.get(fieldKey(field));
    if (twin) copyValue(field, twin);
  }
  const held = fields.get(fieldKey(document.activeElement));
  if (held && old.contains(document.activeElement)) held.focus({ preventScroll: true });
}

function copyValue(field, twin) {
  twin.dataset.typed = '';
  if (field.dataset.kind === 'checker') twin.checked = field.checked;
  else if (field.dataset.kind === 'many') {
    const chosen = new Set([...field.selectedOptions].map((option) => option.value));
    for (const option of twin.options) option.selected = chosen.has(option.value);
  } else twin.value = field.value;
}

const panelKey = (panel) => panel?.querySelector(':scope > summary')?.textContent ?? '';

/** A field is the same one where its panel, its name and its kind are. */
const fieldKey = (field) =>
  JSON.stringify([panelKey(field?.closest('details')), field?.name, field?.dataset?.kind]);

function byKey(nodes, keyOf) {
  return new Map([...nodes].map((node) => [keyOf(node), node]));
}
