import { signal } from '@preact/signals';
import { renderToString } from 'preact-render-to-string';
import { AskError, type Connection } from './connection.ts';
import { t } from './first-page-strings.ts';
import { language } from './language.ts';
import { App } from './pages/app.tsx';
import { knowPageConfig } from './pages/page-config.ts';
import { nameOrErased } from './people/names.ts';
import { ShutOut } from './pages/shut-out.tsx';
import { startPage } from './pages/start-page.ts';
import { t as pageWords } from './pages/strings.ts';
import type { DeviceId, DrawFirstPage, FirstView } from '#protocol';

/** Stands in for the page's way to the server while the server itself draws. A new one each time: what follows it goes with it. */
const nowhere = (): Connection => ({
  state: signal({ phase: 'connecting' }),
  deviceId: '' as DeviceId,
  token: '',
  ask: () => Promise.reject(new AskError('offline', 'This page is drawn, not open')),
  tell: () => false,
  on: () => () => {},
  onOnline: () => () => {},
  now: () => Date.now(),
  hurry: () => () => {},
  prove() {},
  close() {},
});

/** What can be pressed waits for the script: until then it is off, and looks it. */
const off = (html: string) => html.replaceAll(/<(button|textarea|input)(?=[ >])/g, '<$1 disabled');

/**
 * The first screen of a page, by the views that the page itself is drawn with. It is run by the server, in a build without
 * anything that comes later; no effect of a view runs, and nothing is connected.
 */
export const drawFirstPage: DrawFirstPage = (view, reader) => {
  language.value = reader;
  if (view) knowPageConfig(view.config);
  const page = view?.refused ? (
    <ShutOut code={view.refused} unsent={0} />
  ) : (
    <App parts={startPage(nowhere(), view)} expected={view?.role ?? null} />
  );
  return { title: titleOf(view), body: off(renderToString(page)), needsScript: view?.refused ? '' : t().needsScript };
};

function titleOf(view: FirstView | null): string {
  const [line] = view?.hello?.lines ?? [];
  if (line) return pageWords().recipientTitle(nameOrErased(line.delivery.courierName));
  return view?.role ? `${pageWords().pageOf[view.role]} · Doorline` : 'Doorline';
}
