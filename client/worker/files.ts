declare const self: ServiceWorkerGlobalScope;

/** Put in by the build (`client/build/page-worker.ts`): every file of it that pages load, and the one that each page begins with. */
declare const BUILD: { readonly version: string; readonly entry: string; readonly files: readonly string[] };

export const { entry } = BUILD;

const PREFIX = 'doorline-';
const own = PREFIX + BUILD.version;
/** The page without anybody's data. */
const SHELL = '/app';
/** The network is given so long to answer with a page that is kept, ms: longer than a slow one takes, and people still wait. */
const PAGE_MS = 5000;

/** Keeps every file of this version. What an older version kept already, or the browser has loaded, is not loaded again. */
export async function keepFiles(): Promise<void> {
  const cache = await caches.open(own);
  const page = await fetch(SHELL, { cache: 'reload', credentials: 'omit' });
  // In the middle of a change of versions: the browser tries again by itself.
  if (!page.ok || !(await page.clone().text()).includes(entry)) throw new Error('The page is of another version');
  await cache.put(SHELL, page);
  // One after the other: the page that is open comes first.
  for (const file of BUILD.files) {
    if (await cache.match(file)) continue;
    const kept = await caches.match(file, { ignoreVary: true });
    const response = kept ?? (await fetch(file, { priority: 'low' }));
    if (!response.ok) throw new Error(`${file} was answered with ${response.status}`);
    await cache.put(file, response);
  }
}

/** Lets go of older versions once no page is open that may still ask for a part of them. */
export async function dropOldFiles(): Promise<void> {
  if ((await self.clients.matchAll({ type: 'window', includeUncontrolled: true })).length > 0) return;
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== own);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Files carry a hash of what is in them: any version's is right, and pages of older versions find theirs. */
export async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === 'basic') {
    const cache = await caches.open(own);
    await cache.put(request.url, response.clone()).catch(() => undefined);
  }
  return response;
}

/** The page as the server draws it; where the network does not bring it, the kept one, which knows nothing of anybody. */
export async function page(request: Request, preloaded: Promise<Response | undefined>): Promise<Response> {
  const cache = await caches.open(own);
  const kept = await cache.match(SHELL, { ignoreVary: true });
  const fresh = (async () => (await preloaded) ?? fetch(request))();
  if (!kept) return fresh;
  const patience = new Promise<null>((over) => setTimeout(() => over(null), PAGE_MS));
  const answered = await Promise.race([fresh.catch(() => null), patience]);
  // A proxy whose server is just starting again says 502 or 503.
  return answered === null || answered.status >= 500 ? kept : answered;
}
