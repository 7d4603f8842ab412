import './ui/base.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { language } from './language.ts';
import { App } from './pages/app.tsx';
import { LateShutOut } from './pages/late-shut-out.tsx';
import { startPage } from './pages/start-page.ts';
import { followScheme } from './ui/scheme.ts';

followScheme();
effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
const token = /^\/l\/([^/]+)\/?$/.exec(location.pathname)?.[1];
const root = document.querySelector('#page');
if (!root) throw new Error('The page has no place to draw in');
root.replaceChildren();
render(token ? <App parts={startPage(token)} /> : <LateShutOut code="link_invalid" />, root);
