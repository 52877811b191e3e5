/**
 * The fields of a submitted form under their plain names. Names are unique in a card by the
 * platform's rule, so a card with several forms calls its second reason `reason_rework`; only the
 * submitted form's fields arrive, so the ending can go. A chosen `building` goes before the `place`.
 */
export function formFields(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name.replace(/_[A-Za-z]+$/, ''), value]),
  );
  const { building, place } = plain;
  if (typeof building !== 'string' || building === '' || typeof place !== 'string') return plain;
  return { ...plain, place: place.includes(building) ? place : `${building}${place}` };
}
