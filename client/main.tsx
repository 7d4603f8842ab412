import './ui/tokens.css';
import './ui/base.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { createConnection } from './connection.ts';
import { language } from './language.ts';
import { comesFirst } from './late-load.ts';
import { App } from './pages/app.tsx';
import { takeFirstView } from './pages/first-view.ts';
import { LateAppPage } from './pages/late-app-page.tsx';
import { LateShutOut } from './pages/late-shut-out.tsx';
import { startPage } from './pages/start-page.ts';
import { followScheme } from './ui/scheme.ts';
import type { ErrorCode } from '#protocol';

followScheme();
effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
const token = /^\/l\/([^/]+)\/?$/.exec(location.pathname)?.[1];
const root = document.querySelector('#page');
if (!root) throw new Error('The page has no place to draw in');
const first = takeFirstView();
if (first?.role === 'recipient') comesFirst(import('./pages/line-said.tsx'), import('./timeline/outbox.ts'));
// What the server has drawn is drawn over, not anew: nothing moves, and the focus stays where it is.
if (first?.refused) void shutOut(first.refused, root);
else if (token)
  render(
    <App
      parts={startPage(createConnection(token, { now: first?.hello?.now }), first)}
      expected={first?.role ?? null}
    />,
    root,
  );
else if (/^\/app\/?$/.test(location.pathname)) render(<LateAppPage />, root);
else render(<LateShutOut code="link_invalid" />, root);
delete document.documentElement.dataset['drawn'];

/** The words are there already; what comes is the switch of their language, and the phone forgets what it knew by the link. */
async function shutOut(code: ErrorCode, root: Element) {
  if (token && code.startsWith('link_'))
    void import('./app/app-database.ts').then(({ forgetLink }) => forgetLink(token)).catch(() => undefined);
  const part = await import('./pages/shut-out.tsx').catch(() => null);
  if (part) render(<part.ShutOut code={code} unsent={0} />, root);
}
