import '../../client/ui/tokens.css';
import '../../client/ui/base.css';
import './gallery.css';
import { render } from 'preact';
import { language } from '../../client/language.ts';
import { Board } from './board.tsx';
import { Overview } from './overview.tsx';
import { drawPage } from './page-scene.tsx';
import { pageScenes } from './page-scenes.ts';
import { standInFetch } from './stand-in-fetch.ts';
import { setClock, variantOf } from './still.ts';

/** `?language=zh&scheme=day` draws the components, with `&page=recipient` a whole page; without them the overview. */
async function draw(root: Element): Promise<void> {
  const variant = variantOf(location.search);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset['scheme'] = variant?.scheme ?? (dark ? 'night' : 'day');
  if (variant) language.value = variant.language;
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  const name = new URLSearchParams(location.search).get('page');
  if (!variant) return render(<Overview />, root);
  if (name === null) return render(<Board />, root);
  const scene = pageScenes.find((scene) => scene.name === name);
  if (!scene) throw new Error(`The gallery has no page "${name}"`);
  await drawPage(root, scene);
}

setClock();
standInFetch();
const root = document.querySelector('#page');
if (!root) throw new Error('The gallery has no place to draw in');
// Whoever takes the picture waits for this word, and for what may still move after it.
draw(root).then(
  () => (document.documentElement.dataset['stands'] = 'yes'),
  (error: unknown) => {
    document.documentElement.dataset['stands'] = error instanceof Error ? error.message : String(error);
  },
);
