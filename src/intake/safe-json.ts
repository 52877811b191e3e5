const MAX_DEPTH = 64;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses, and refuses nesting beyond 64 and keys that reach for prototypes. Undefined: not JSON, or refused. */
export function parseSafely(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isHarmless(value) ? value : undefined;
}

/** The same check for what somebody else has parsed already. */
export function isHarmless(value: unknown): boolean {
  // A stack of our own: the depth is the sender's to choose.
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth >= MAX_DEPTH) return false;
    const depth = next.depth + 1;
    if (Array.isArray(next.value)) {
      for (const item of next.value) open.push({ value: item, depth });
    } else {
      for (const [key, item] of Object.entries(next.value)) {
        if (FORBIDDEN.has(key)) return false;
        open.push({ value: item, depth });
      }
    }
  }
  return true;
}
