import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Request, type Response, Router, static as serveStatic } from 'express';
import type { DrawFirstPage, FirstView, Language } from '#protocol';
import type { Parts } from '../parts.ts';
import { packedFiles } from './packed-files.ts';
import { openPageHtml } from './page-html.ts';
import { isPreviewRobot } from './preview-robots.ts';
import { httpStatusOf } from './problem.ts';

interface Needs {
  readonly clientFolder: string;
  readonly report: Parts['report'];
  /** What a token's page shows first; null where that is not known in time. */
  readonly firstView: (token: string) => Promise<FirstView | null>;
}

export interface Pages {
  readonly routes: Router;
  /** What the content security policy has to allow beside our own files. */
  readonly styleSource: string;
}

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];
/** Made for each reader: 2 ms for a tenth less than gzip. */
const brotliFast = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** The built client: the page that a link opens, drawn for who opens it, and its files. */
export async function openPages({ clientFolder, report, firstView }: Needs): Promise<Pages> {
  const html = openPageHtml(clientFolder);
  const { drawFirstPage } = (await import(pathToFileURL(join(clientFolder, '.vite/first-page.js')).href)) as {
    drawFirstPage: DrawFirstPage;
  };
  const routes = Router();

  /** The page in the reader's language; without a first screen of its own where that cannot be drawn. */
  function drawn(view: FirstView | null, language: Language): string {
    try {
      return html.filledWith({ language, page: drawFirstPage(view, language), view });
    } catch (error) {
      report('drawing a first page', error);
      return html.filledWith({ language, page: drawFirstPage(null, language), view: null });
    }
  }

  routes.get('/l/:token', async (request, response) => {
    response.set({ 'cache-control': 'no-store', vary: 'accept-encoding, accept-language, cookie' }).type('html');
    const view = await firstView(request.params.token);
    // The words are for people; the status is for programs that look at links.
    if (view?.refused) response.status(httpStatusOf(view.refused));
    const isRobot = isPreviewRobot(request.get('user-agent'));
    await sendPacked(request, response, isRobot ? html.silent : drawn(view, languageOf(request)));
  });

  routes.get('/app', async (request, response) => {
    response.set({ 'cache-control': 'no-store', vary: 'accept-encoding, accept-language, cookie' }).type('html');
    await sendPacked(request, response, drawn(null, languageOf(request)));
  });

  routes.get('/', (_request, response) => {
    response
      .type('text/plain; charset=utf-8')
      .send('Doorline is running. Open the link from your message.\nDoorline 正在运行，请打开短信里的链接。\n');
  });

  routes.use(packedFiles(clientFolder));
  // Names of built files carry a hash of what is in them.
  routes.use('/assets', serveStatic(join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  routes.use(serveStatic(clientFolder, { index: false, redirect: false, dotfiles: 'ignore' }));
  return { routes, styleSource: html.styleSource };
}

/** The one that the reader has chosen on a page, else the browser's first one, as the page itself would tell. */
function languageOf(request: Request): Language {
  const chosen = /\bdoorline_language=(zh|en)\b/.exec(request.get('cookie') ?? '')?.[1];
  const spoken = chosen ?? request.get('accept-language') ?? '';
  return spoken.trim().toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

async function sendPacked(request: Request, response: Response, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  if (request.acceptsEncodings('br')) response.set('content-encoding', 'br').send(await brotli(bytes, brotliFast));
  else if (request.acceptsEncodings('gzip')) response.set('content-encoding', 'gzip').send(await zip(bytes));
  else response.send(bytes);
}
