import { Router } from 'express';

const about = {
  zh: { lang: 'zh-CN', description: '快递员和收件人之间的对话：打电话、说话、发照片、看地图' },
  en: {
    lang: 'en',
    description: 'The line between a courier and the person at the door: call, talk, send photos, see the map',
  },
} as const;

const icon = (name: string, sizes: string, purpose = 'any') => ({
  src: `/icons/${name}`,
  sizes,
  type: name.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
  purpose,
});

/** What a phone needs to install the pages as an app. It begins at a page of its own: an address of a link is a right, and is not kept here. */
const manifest = (language: keyof typeof about) => ({
  id: '/app',
  start_url: '/app',
  scope: '/',
  display: 'standalone',
  name: 'Doorline',
  short_name: 'Doorline',
  dir: 'ltr',
  ...about[language],
  background_color: '#f7f4ee',
  theme_color: '#f7f4ee',
  icons: [
    icon('icon-192.png', '192x192'),
    icon('icon-512.png', '512x512'),
    icon('icon-maskable-192.png', '192x192', 'maskable'),
    icon('icon-maskable-512.png', '512x512', 'maskable'),
    icon('icon-mono.svg', 'any', 'monochrome'),
  ],
  share_target: {
    action: '/app/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: { files: [{ name: 'photos', accept: ['image/*'] }] },
  },
});

/** A service worker that takes itself away, and what the one before it kept: what is on phones already goes by nothing else. */
const farewell = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(
  caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.delete(name))))
    .then(() => self.registration.unregister()),
));
`;

/**
 * What describes the installed app, what other apps hand over to it, and the service worker; `isOffered` false: one that takes
 * itself away. Its own page is among the pages.
 */
export function appRoutes(clientFolder: string, isOffered: boolean): Router {
  const routes = Router();
  // The service worker takes what is shared before it comes here; without one nobody can keep it.
  routes.post('/app/share', (_request, response) => response.redirect(303, '/app?shared=lost'));

  routes.get('/app.webmanifest', (request, response) => {
    const language = request.acceptsLanguages('zh', 'en') === 'zh' ? 'zh' : 'en';
    response.set({ 'cache-control': 'no-cache', vary: 'accept-language' });
    response.type('application/manifest+json').send(JSON.stringify(manifest(language)));
  });

  routes.get('/sw.js', (_request, response) => {
    // Asked for at each look for a newer version.
    if (!isOffered) {
      response.set('cache-control', 'no-cache').type('text/javascript').send(farewell);
      return;
    }
    response.sendFile('sw.js', { root: clientFolder, cacheControl: false, headers: { 'cache-control': 'no-cache' } });
  });
  return routes;
}
