/** Makes an element. Words go in as text only, never as HTML. */
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  const { className, text, on = {}, style = {}, ...attributes } = options;
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  Object.assign(node.style, style);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
