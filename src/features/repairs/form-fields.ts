import { plainFields } from '../../kernel/form-fields.ts';

/** The plain fields; a chosen `building` goes before the `place`. */
export function formFields(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = plainFields(form);
  const { building, place } = plain;
  if (typeof building !== 'string' || building === '' || typeof place !== 'string') return plain;
  return { ...plain, place: place.includes(building) ? place : `${building}${place}` };
}
