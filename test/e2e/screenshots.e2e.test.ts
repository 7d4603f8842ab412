import { beforeAll, describe, expect, it } from 'vitest';
import { compare, forgetDifferences, incomparable, kept } from '../gallery/album.ts';
import { buildGallery } from '../gallery/build.ts';
import { photograph } from '../gallery/photograph.ts';

describe('the pages and components as they are seen', () => {
  const differences: string[] = [];
  const taken = new Set<string>();
  let strange: string | null = null;

  beforeAll(async () => {
    forgetDifferences();
    const drawnWith = await photograph(await buildGallery(), (picture) => {
      taken.add(picture.name);
      const difference = compare(picture);
      if (difference !== null) differences.push(`${picture.name} ${difference}`);
    });
    strange = incomparable(drawnWith);
    if (strange !== null) console.warn(strange);
  }, 240_000);

  it('are all kept as pictures', () => {
    expect(kept().filter((name) => !taken.has(name))).toEqual([]);
    expect([...taken].filter((name) => !kept().includes(name))).toEqual([]);
  });

  it('look as they did: if they should look otherwise, `npm run screenshots` keeps the new ones', () => {
    expect(strange === null ? differences : []).toEqual([]);
  });
});
