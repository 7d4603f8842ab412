import { describe, expect, it } from 'vitest';
import { clientSizes } from '../support/client-sizes.ts';

describe('what a phone has to load (gzip)', () => {
  const sizes = clientSizes();

  it('is at most 45 kB of script before the recipient can read and answer', () => {
    expect(sizes.firstScriptKb).toBeLessThanOrEqual(45);
  });

  it('is at most 14 kB of HTML and styles: one round trip', () => {
    expect(sizes.firstStyleAndHtmlKb).toBeLessThanOrEqual(14);
  });

  it('is at most 48 kB for the map, after the first paint', () => {
    expect(sizes.mapKb).toBeLessThanOrEqual(48);
  });

  it('is at most 60 kB for a call, when somebody rings', () => {
    expect(sizes.callKb).toBeLessThanOrEqual(60);
  });

  it('has no schema library, map or media engine in the first load', () => {
    for (const words of ['Invalid type: Expected', 'leaflet-container', 'mediasoup-client'])
      expect(sizes.firstScript).not.toContain(words);
  });
});
