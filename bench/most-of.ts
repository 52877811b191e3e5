/** The most in any window of a second and a minute, and of one chat in a second. */
export function mostOf(sent: readonly { readonly at: number; readonly chat: string }[]) {
  const most = (of: readonly { readonly at: number }[], milliseconds: number) => {
    let first = 0;
    let found = 0;
    for (const [n, { at }] of of.entries()) {
      while ((of[first]?.at ?? at) <= at - milliseconds) first++;
      found = Math.max(found, n - first + 1);
    }
    return found;
  };
  const byChat = Map.groupBy(sent, ({ chat }) => chat).values();
  return {
    second: most(sent, 1_000),
    minute: most(sent, 60_000),
    chat: Math.max(0, ...byChat.map((own) => most(own, 1_000))),
  };
}
