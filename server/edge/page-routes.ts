import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router, static as serveStatic } from 'express';
import type { Links } from '../people/links.ts';
import { httpStatusOf } from './problem.ts';
import { RefusedError } from './refused-error.ts';

/** The built client: the page that a link opens, and its files. */
export function pageRoutes({ links, clientFolder }: { links: Links; clientFolder: string }): Router {
  const routes = Router();
  const page = readFileSync(join(clientFolder, 'index.html'), 'utf8');

  routes.get('/l/:token', async (request, response) => {
    // The page itself says in words why a link is refused; the status is for programs that look at links.
    const status = await links.open(request.params.token).then(
      () => 200,
      (error: unknown) => {
        if (error instanceof RefusedError) return httpStatusOf(error.code);
        throw error;
      },
    );
    response.status(status).set('cache-control', 'no-store').type('html').send(page);
  });

  routes.get('/', (_request, response) => {
    response
      .type('text/plain; charset=utf-8')
      .send('Doorline is running. Open the link from your message.\nDoorline 正在运行，请打开短信里的链接。\n');
  });

  // Names of built files carry a hash of what is in them.
  routes.use('/assets', serveStatic(join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  routes.use(serveStatic(clientFolder, { index: false, redirect: false, dotfiles: 'ignore' }));
  return routes;
}
