/** What of a pasted text is a link of this server: its path; null where there is none. */
export function pathOfLink(pasted: string, origin: string): string | null {
  const url = /https?:\/\/\S+/.exec(pasted)?.[0] ?? '';
  if (!URL.canParse(url) || new URL(url).origin !== origin) return null;
  const { pathname } = new URL(url);
  return /^\/l\/[\w.~-]+\/?$/.test(pathname) ? pathname : null;
}
