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

/**
 * Keeps every file of this version; where the phone has no room for all, none: what people said needs it more. What an older
 * version kept already, or the browser has loaded, is not loaded again.
 */
export async function keepFiles(): Promise<void> {
  try {
    await keepEach(await caches.open(own));
  } catch (error) {
    // Of a load that was cut off, what came is not loaded again.
    if (error instanceof DOMException && error.name === 'QuotaExceededError') await caches.delete(own);
    throw error;
  }
}

async function keepEach(cache: Cache): Promise<void> {
  const page = await fetch(SHELL, { cache: 'reload', credentials: 'omit' });
  // In the middle of a change of versions: the browser tries again by itself.
  if (!page.ok || !(await page.clone().text()).includes(entry)) throw new Error('The page is of another version');
  await cache.put(SHELL, page);
  // One after the other: the page that is open comes first.
  for (const file of BUILD.files) {
    if (await cache.match(file)) continue;
    const response = (await keptAt(file)) ?? (await fetch(file, { priority: 'low' }));
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

/** What is kept for the address. Storage that is broken or forbidden must not stand between a page and the network. */
const keptAt = (address: string): Promise<Response | undefined> =>
  caches.match(address, { ignoreVary: true }).catch(() => undefined);

/** Files carry a hash of what is in them (icons never change): any version's is right, and pages of older versions find theirs. */
export async function file(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const kept = await keptAt(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === 'basic') {
    const copy = response.clone();
    const keep = caches.open(own).then((cache) => cache.put(request.url, copy));
    event.waitUntil(keep.catch(() => undefined));
  }
  return response;
}

/** The page as the server draws it; where the network does not bring it, the kept one, which knows nothing of anybody. */
export async function page(request: Request, preloaded: Promise<Response | undefined>): Promise<Response> {
  const ownCache = await caches.open(own).catch(() => undefined);
  const kept = await ownCache?.match(SHELL, { ignoreVary: true }).catch(() => undefined);
  const fresh = (async () => (await preloaded) ?? fetch(request))();
  if (!kept) return fresh;
  const patience = new Promise<null>((over) => setTimeout(() => over(null), PAGE_MS));
  const answered = await Promise.race([fresh.catch(() => null), patience]);
  // A proxy whose server is just starting again says 502 or 503.
  return answered === null || answered.status >= 500 ? kept : answered;
}
