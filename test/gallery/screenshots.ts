/** `npm run screenshots`: takes a picture of every page and component, and keeps those that have changed. `NAME` takes one page's. */
import { discard, forgetDifferences, incomparable, keep, kept, keepMadeWith } from './album.ts';
import { buildGallery } from './build.ts';
import { photograph } from './photograph.ts';

const [only = ''] = process.argv.slice(2);
const startedAt = Date.now();
const gone = new Set(kept());
forgetDifferences();
let changed = 0;
const drawnWith = await photograph(
  await buildGallery(),
  (picture, difference) => {
    gone.delete(picture.name);
    if (difference === null) return;
    changed += 1;
    console.log(`${picture.name} ${difference.words}.`);
    keep(picture);
  },
  only,
);
if (only === '') {
  for (const name of gone) {
    console.log(`${name} is no more.`);
    discard(name);
  }
  if (kept().length === changed || incomparable(drawnWith) !== null) keepMadeWith(drawnWith);
}
console.log(
  `${kept().length} pictures, ${changed} of them changed, in ${Math.round((Date.now() - startedAt) / 1000)} s.`,
);
