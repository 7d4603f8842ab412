import type { Plugin } from 'vite';

/**
 * Puts the night's colours into a media query as well. The script sets the scheme, but a page is drawn before it runs: a dark
 * phone must not be lit up by a white page.
 */
export const nightFirst: Plugin = {
  name: 'doorline:night-first',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/ui/tokens.css')) return null;
    const night = /\[data-scheme='night'\] (\{[^}]*\})/.exec(code)?.[1];
    if (night === undefined) throw new Error('The tokens have no night');
    return `${code}\n@media (prefers-color-scheme: dark) {\n:root:not([data-scheme]) ${night}\n}\n`;
  },
};
