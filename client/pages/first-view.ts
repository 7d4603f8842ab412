import { knowPageConfig } from './page-config.ts';
import type { FirstView } from '#protocol';

/** What came with the page, once; null where the server had no time for it. */
export function takeFirstView(): FirstView | null {
  const element = document.querySelector('#first-view');
  if (!element) return null;
  element.remove();
  const view = JSON.parse(element.textContent) as FirstView;
  knowPageConfig(view.config);
  return view;
}
