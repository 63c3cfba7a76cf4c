/** The token that a mailed link carries behind its `#`; it is taken out of the address, so that it stays in no history. */

/** Reads it once, while the page is made. */
export function takeToken(location: Pick<Location, 'hash' | 'pathname' | 'search'>, history: Pick<History, 'replaceState' | 'state'>): string {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  return token;
}
