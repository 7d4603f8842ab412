import { beforeAll, describe, expect, it } from 'vitest';
import { forgetDifferences, incomparable, kept, showDifference } from '../gallery/album.ts';
import { buildGallery } from '../gallery/build.ts';
import { photograph } from '../gallery/photograph.ts';

describe('the pages and components as they are seen', () => {
  const differences = new Map<string, string | null>();
  let incomparableBecause: string | null = null;

  beforeAll(async () => {
    forgetDifferences();
    const drawnWith = await photograph(await buildGallery(), (picture, difference) => {
      differences.set(picture.name, difference?.words ?? null);
      if (difference) showDifference(picture, difference);
    });
    incomparableBecause = incomparable(drawnWith);
  }, 600_000);

  it('are all kept as pictures', () => {
    expect([...differences.keys()].sort()).toEqual(kept().sort());
  });

  it('look as they did: if they should look otherwise, `npm run screenshots` keeps the new ones', () => {
    const different = [...differences].flatMap(([name, is]) => (is === null ? [] : [`${name} ${is}`]));
    if (incomparableBecause === null) expect(different).toEqual([]);
    else console.warn(`${incomparableBecause} ${different.length} of ${differences.size} look different.`);
  });
});
