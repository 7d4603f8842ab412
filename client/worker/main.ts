import { dropOldFiles, entry, file, keepFiles, page } from './files.ts';
import { openLine, subscribeAgain, tell } from './pushes.ts';
import { takeShared } from './shared.ts';

/**
 * The service worker: pages open without a network, old pages keep their parts, photos come from other apps, and pushes are
 * shown. What the API answers goes by it untouched, and what a page of a link says is never kept.
 */
declare const self: ServiceWorkerGlobalScope;

const isPage = (path: string) => /^\/(app|l\/[^/]+)\/?$/.test(path);
const isFile = (path: string) => path.startsWith('/assets/') || path.startsWith('/icons/');

self.addEventListener('install', (event) => event.waitUntil(keepFiles()));

// It takes the place of an older one when all its pages are closed, and not before: none is left half old and half new.
self.addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      await self.registration.navigationPreload?.enable();
      await dropOldFiles();
      await self.clients.claim();
    })(),
  ),
);

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === 'POST' && pathname === '/app/share') event.respondWith(takeShared(request));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    if (isPage(pathname)) event.respondWith(page(request, event.preloadResponse as Promise<Response | undefined>));
  } else if (isFile(pathname)) event.respondWith(file(event));
});

self.addEventListener('message', (event) => {
  if (event.data === 'entry') event.ports[0]?.postMessage(entry);
});
self.addEventListener('push', (event) => event.waitUntil(tell(event.data)));
self.addEventListener('notificationclick', (event) => event.waitUntil(openLine(event.notification)));
self.addEventListener('pushsubscriptionchange', (event) => (event as ExtendableEvent).waitUntil(subscribeAgain()));
