import {
  BODY,
  BUTTON_TYPES,
  CONFIG,
  CONTAINERS,
  HEADER,
  HEADER_TEMPLATES,
  INTERACTIVE,
  NEEDS_BEHAVIORS,
  ONLY_IN_BODY,
  ONLY_IN_FORM,
  PROPERTIES,
  REQUIRED,
  ROOT,
} from './card-elements.ts';

/** What a card may be at most. The platform's are 30 KB and 200; ours leave room for what users add. */
export interface CardLimits {
  readonly bytes: number;
  readonly elements: number;
}
export const PLATFORM_LIMITS: CardLimits = { bytes: 30 * 1024, elements: 200 };
export const OWN_LIMITS: CardLimits = { bytes: 25 * 1024, elements: 180 };

const MAX_NESTING = 5;

/** Violations of the platform's rules for Card JSON 2.0, one sentence each with the path; empty when it would be taken. */
export function checkCard(card: unknown, limits: CardLimits = PLATFORM_LIMITS): string[] {
  if (!isObject(card)) return ['card: not an object'];
  return new CardCheck(limits).run(card);
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly form: boolean;
  readonly parent: 'body' | 'column_set' | 'other';
}

class CardCheck {
  readonly #limits: CardLimits;
  readonly #found: string[] = [];
  readonly #names = new Set<string>();
  readonly #ids = new Set<string>();
  #elements = 0;
  #tables = 0;

  constructor(limits: CardLimits) {
    this.#limits = limits;
  }

  run(card: Fields): string[] {
    this.#known(card, ROOT, 'card');
    if (card['schema'] !== '2.0') this.#say('card.schema', 'must be "2.0"');
    const config = card['config'];
    if (!isObject(config) || config['update_multi'] !== true)
      this.#say('card.config', 'update_multi must be true');
    else this.#known(config, CONFIG, 'card.config');
    if (card['header'] !== undefined) this.#header(card['header']);
    const body = card['body'];
    if (isObject(body)) {
      this.#known(body, BODY, 'card.body');
      this.#children(body['elements'], {
        path: 'card.body',
        depth: 0,
        form: false,
        parent: 'body',
      });
    } else this.#say('card.body', 'is missing');
    if (this.#elements > this.#limits.elements)
      this.#say('card', `${this.#elements} elements, at most ${this.#limits.elements}`);
    if (this.#tables > 5) this.#say('card', 'more than 5 tables');
    const bytes = Buffer.byteLength(JSON.stringify(card));
    if (bytes > this.#limits.bytes)
      this.#say('card', `${bytes} bytes, at most ${this.#limits.bytes}`);
    return this.#found;
  }

  #header(header: unknown): void {
    if (!isObject(header)) return this.#say('card.header', 'not an object');
    this.#known(header, HEADER, 'card.header');
    this.#text(header['title'], 'card.header.title');
    if (header['subtitle'] !== undefined) this.#text(header['subtitle'], 'card.header.subtitle');
    const template = header['template'];
    if (
      template !== undefined &&
      !(typeof template === 'string' && HEADER_TEMPLATES.has(template))
    ) {
      this.#say('card.header.template', 'is no colour of the platform');
    }
    const tags = header['text_tag_list'];
    if (tags === undefined) return undefined;
    if (!Array.isArray(tags) || tags.length > 3)
      return this.#say('card.header.text_tag_list', 'at most 3 tags');
    return tags.forEach((tag: unknown, i) => {
      const path = `card.header.text_tag_list[${i}]`;
      if (!isObject(tag) || tag['tag'] !== 'text_tag')
        return this.#say(path, 'tag must be text_tag');
      this.#known(tag, new Set(['tag', 'element_id', 'text', 'color']), path);
      this.#elements++;
      return this.#text(tag['text'], `${path}.text`);
    });
  }

  #children(elements: unknown, place: Place): void {
    if (!Array.isArray(elements)) return this.#say(`${place.path}.elements`, 'must be a list');
    return elements.forEach((element: unknown, i) => {
      this.#element(element, { ...place, path: `${place.path}.elements[${i}]` });
    });
  }

  #element(element: unknown, place: Place): void {
    if (!isObject(element)) return this.#say(place.path, 'not an object');
    const tag = String(element['tag']);
    const properties = PROPERTIES[tag];
    if (!properties) return this.#say(place.path, `unknown tag ${tag}`);
    this.#elements++;
    this.#known(element, new Set(properties), place.path);
    for (const name of REQUIRED[tag] ?? []) {
      if (element[name] === undefined) this.#say(place.path, `${tag} needs ${name}`);
    }
    this.#position(tag, place);
    this.#identity(tag, element, place);
    this.#content(tag, element, place);
    return this.#inner(tag, element, place);
  }

  #position(tag: string, place: Place): void {
    if (ONLY_IN_BODY.has(tag) && place.parent !== 'body')
      this.#say(place.path, `${tag} only directly in the body`);
    if (ONLY_IN_FORM.has(tag) && !place.form) this.#say(place.path, `${tag} only in a form`);
    if ((tag === 'column') !== (place.parent === 'column_set'))
      this.#say(place.path, 'column_set holds columns and nothing else does');
    if (CONTAINERS.has(tag) && place.depth + 1 > MAX_NESTING)
      this.#say(place.path, `nested deeper than ${MAX_NESTING}`);
  }

  #identity(tag: string, element: Fields, place: Place): void {
    const id = element['element_id'];
    if (id !== undefined) {
      if (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9_]{0,19}$/.test(id)) {
        this.#say(place.path, 'element_id: a letter, then up to 19 letters, digits and _');
      } else if (this.#ids.has(id)) this.#say(place.path, `element_id ${id} twice`);
      else this.#ids.add(id);
    }
    const name = element['name'];
    if (place.form && INTERACTIVE.has(tag) && typeof name !== 'string')
      this.#say(place.path, `${tag} in a form needs a name (200530)`);
    if (typeof name === 'string' && (INTERACTIVE.has(tag) || tag === 'form')) {
      if (name === '' || this.#names.has(name))
        this.#say(place.path, `name ${name || '(empty)'} is not unique`);
      this.#names.add(name);
    }
  }

  #content(tag: string, element: Fields, place: Place): void {
    const { path } = place;
    if (tag === 'markdown' && typeof element['content'] !== 'string')
      this.#say(`${path}.content`, 'must be words');
    if (tag === 'div' && element['text'] !== undefined)
      this.#text(element['text'], `${path}.text`, true);
    if (tag === 'button') this.#button(element, place);
    if (tag === 'checker') this.#text(element['text'], `${path}.text`, true);
    if (tag === 'table') this.#table(element, path);
    if (NEEDS_BEHAVIORS.has(tag) && !(place.form && tag !== 'interactive_container'))
      this.#behaviors(element['behaviors'], path, tag);
    else if (element['behaviors'] !== undefined) this.#behaviors(element['behaviors'], path, tag);
    const confirm = element['confirm'];
    if (confirm !== undefined) {
      if (!isObject(confirm)) this.#say(`${path}.confirm`, 'not an object');
      else {
        this.#text(confirm['title'], `${path}.confirm.title`);
        this.#text(confirm['text'], `${path}.confirm.text`);
      }
    }
    const length = element['max_length'];
    if (
      tag === 'input' &&
      length !== undefined &&
      !(typeof length === 'number' && length >= 1 && length <= 1000)
    ) {
      this.#say(`${path}.max_length`, 'from 1 to 1000');
    }
    if (tag.includes('select') || tag === 'overflow') this.#options(element['options'], path);
    const fields = element['fields'];
    if (tag === 'div' && Array.isArray(fields)) {
      fields.forEach((field: unknown, i) =>
        this.#text(isObject(field) ? field['text'] : undefined, `${path}.fields[${i}].text`, true),
      );
    }
    if (element['placeholder'] !== undefined)
      this.#text(element['placeholder'], `${path}.placeholder`);
    if (element['label'] !== undefined) this.#text(element['label'], `${path}.label`);
  }

  #button(button: Fields, place: Place): void {
    this.#text(button['text'], `${place.path}.text`, true);
    const type = button['type'];
    if (type !== undefined && !(typeof type === 'string' && BUTTON_TYPES.has(type)))
      this.#say(`${place.path}.type`, 'is no type of button');
    const action = button['form_action_type'];
    if (action !== undefined && action !== 'submit' && action !== 'reset')
      this.#say(place.path, 'form_action_type is submit or reset');
    if (action !== undefined && !place.form)
      this.#say(place.path, 'form_action_type outside a form');
    if (place.form && action === undefined)
      this.#behaviors(button['behaviors'], place.path, 'button');
  }

  #behaviors(behaviors: unknown, path: string, tag: string): void {
    if (!Array.isArray(behaviors) || behaviors.length === 0)
      return this.#say(path, `${tag} needs behaviors`);
    return behaviors.forEach((behavior: unknown, i) => {
      const at = `${path}.behaviors[${i}]`;
      if (!isObject(behavior)) return this.#say(at, 'not an object');
      if (behavior['type'] === 'callback')
        return isObject(behavior['value']) ? undefined : this.#say(at, 'value must be an object');
      if (behavior['type'] !== 'open_url') return this.#say(at, 'type is callback or open_url');
      const url = behavior['default_url'];
      return typeof url === 'string' && /^https?:\/\//.test(url)
        ? undefined
        : this.#say(at, 'default_url must be http(s)');
    });
  }

  #options(options: unknown, path: string): void {
    if (options === undefined) return;
    if (!Array.isArray(options)) return this.#say(`${path}.options`, 'must be a list');
    const values = options.map((option: unknown, i) => {
      if (isObject(option) && option['text'] !== undefined)
        this.#text(option['text'], `${path}.options[${i}].text`);
      return isObject(option) ? option['value'] : undefined;
    });
    if (values.some((value) => typeof value !== 'string' || value === ''))
      this.#say(`${path}.options`, 'every option needs a value in letters');
    if (new Set(values).size !== values.length)
      this.#say(`${path}.options`, 'two options have one value');
  }

  /** Cells in markdown are refused here: the renderer escapes texts, not cells. */
  #table(table: Fields, path: string): void {
    this.#tables++;
    const { columns, rows } = table;
    if (!Array.isArray(columns) || columns.length > 50)
      return this.#say(`${path}.columns`, 'a list of at most 50');
    const names = new Set(
      columns.map((column: unknown) => (isObject(column) ? column['name'] : undefined)),
    );
    for (const column of columns) {
      if (isObject(column) && /^(lark_md|markdown)$/.test(String(column['data_type'])))
        this.#say(path, 'cells in markdown are not escaped; use text');
    }
    if (!Array.isArray(rows)) return this.#say(`${path}.rows`, 'must be a list');
    for (const row of rows) {
      for (const key of Object.keys(isObject(row) ? row : {})) {
        if (!names.has(key)) this.#say(path, `row has ${key}, which is no column (200915)`);
      }
    }
    const size = table['page_size'];
    if (size !== undefined && !(typeof size === 'number' && size >= 1 && size <= 10))
      this.#say(`${path}.page_size`, 'from 1 to 10');
    return undefined;
  }

  #inner(tag: string, element: Fields, place: Place): void {
    const inside: Place = {
      path: place.path,
      depth: place.depth + 1,
      form: place.form || tag === 'form',
      parent: 'other',
    };
    if (tag === 'column_set' && Array.isArray(element['columns'])) {
      element['columns'].forEach((column: unknown, i) => {
        this.#element(column, {
          ...inside,
          path: `${place.path}.columns[${i}]`,
          parent: 'column_set',
        });
      });
    } else if (Array.isArray(element['elements'])) this.#children(element['elements'], inside);
    if (tag === 'form' && !submits(element['elements']))
      this.#say(place.path, 'a form without a submit button');
    if (tag === 'collapsible_panel' && isObject(element['header']))
      this.#text(element['header']['title'], `${place.path}.header.title`, true);
  }

  #text(text: unknown, path: string, markdown = false): void {
    if (!isObject(text)) return this.#say(path, 'must be a text object');
    const tag = String(text['tag']);
    if (tag !== 'plain_text' && !(markdown && (tag === 'lark_md' || tag === 'markdown')))
      this.#say(path, `tag ${tag} is not possible here`);
    if (typeof text['content'] !== 'string') this.#say(path, 'needs content');
    return undefined;
  }

  #known(object: Fields, known: ReadonlySet<string>, path: string): void {
    for (const key of Object.keys(object))
      if (!known.has(key)) this.#say(path, `unknown property ${key}`);
  }

  #say(path: string, what: string): void {
    this.#found.push(`${path}: ${what}`);
  }
}

function submits(elements: unknown): boolean {
  if (Array.isArray(elements)) return elements.some(submits);
  if (!isObject(elements)) return false;
  return (
    elements['form_action_type'] === 'submit' ||
    submits(elements['elements']) ||
    submits(elements['columns'])
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
