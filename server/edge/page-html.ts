import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FirstPage, FirstView, Language, Role } from '#protocol';

/** What goes into the built page for one reader. */
export interface PageFilling {
  readonly language: Language;
  readonly page: FirstPage;
  /** Null: the page asks for everything itself. */
  readonly view: FirstView | null;
}

export interface PageHtml {
  /** What the content security policy has to allow: the page's one style sheet, written into it. */
  readonly styleSource: string;
  /** The page as it was built, for who must learn nothing. It runs no script. */
  readonly silent: string;
  filledWith(filling: PageFilling): string;
}

/** A chunk as the build's manifest tells it. */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** Code that a role needs beside the first load: it is asked for with it, not after it. */
const pageOfRole: Partial<Record<Role, string>> = {
  courier: 'pages/courier.tsx',
  station: 'pages/desk/desk.tsx',
  agent: 'pages/desk/desk.tsx',
};

/** Text as HTML: nothing in it is a tag or leaves its attribute. */
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Of a server elsewhere; null for our own. */
const originOf = (url: string | undefined) => (url !== undefined && URL.canParse(url) ? new URL(url).origin : null);

/** Data as a script element that runs nothing: no sign in it ends the element. */
const asData = (view: FirstView) =>
  `<script type="application/json" id="first-view">${JSON.stringify(view).replaceAll('<', '\\u003c')}</script>`;

/**
 * The built page in parts. Its styles are written into it, which spares a phone one way to the server and back before
 * anything is seen; all of the page then fits what a fresh connection carries at once.
 */
export function openPageHtml(clientFolder: string): PageHtml {
  const read = (name: string) => readFileSync(join(clientFolder, name), 'utf8');
  const style: string[] = [];
  const built = read('index.html').replaceAll(
    /<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g,
    (_, name: string) => {
      style.push(read(name));
      // Switched off it is neither loaded nor used. Its later parts look for it: without it they would load it again, over theirs.
      return `<link rel="stylesheet" href="/${name}" disabled />`;
    },
  );
  const styles = style.join('\n');
  const [head = '', inside = '', end = ''] = built
    .replace('</head>', () => `<style>${styles}</style></head>`)
    .split(/<div id="page">|<\/div>\s*(?=<\/body>)/);
  if (end === '') throw new Error('The built page has no place to draw in');
  const manifest = JSON.parse(read('.vite/manifest.json')) as Record<string, Chunk>;
  const preloads = (role: Role | null) => {
    const key = role && pageOfRole[role];
    const names = key ? [key, ...(manifest[key]?.imports ?? [])] : [];
    return names
      .map((name) => manifest[name]?.file)
      .filter((file) => file !== undefined && !built.includes(file))
      .map((file) => `<link rel="modulepreload" crossorigin href="/${file}" />`)
      .join('');
  };
  const hash = createHash('sha256').update(styles).digest('base64');
  return {
    styleSource: `'sha256-${hash}'`,
    silent: `${head.replaceAll(/<(script|link rel="modulepreload")[^>]*>(<\/script>)?/g, '')}<div id="page">${inside}</div>${end}`,
    filledWith({ language, page, view }) {
      const tiles = view?.hello ? originOf(view.config.tiles?.url) : null;
      const early = preloads(view?.role ?? null) + (tiles ? `<link rel="preconnect" href="${escaped(tiles)}" />` : '');
      const filled = head
        .replace(/<html lang="[^"]*"/, () => `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}" data-drawn`)
        .replace(/<title>[^<]*/, () => `<title>${escaped(page.title)}`)
        .replace('</head>', () => `${early}</head>`);
      const noScript = page.needsScript && `<noscript><p class="offline">${escaped(page.needsScript)}</p></noscript>`;
      return `${filled}${noScript}<div id="page">${page.body}</div>${view ? asData(view) : ''}${end}`;
    },
  };
}
