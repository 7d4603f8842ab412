import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHttp } from '../../server/edge/parse-http.ts';
import { RefusedError } from '../../server/edge/refused-error.ts';
import { CompoundOrder } from '../../server/protocol/operator-compounds.ts';

const square = [
  [120, 30],
  [120.001, 30],
  [120.001, 30.001],
  [120, 30.001],
  [120, 30],
];
const gate = { kind: 'gate', name: { zh: '北门', en: 'North gate' } };
const feature = (properties: unknown, geometry: unknown = { type: 'Point', coordinates: [120, 30] }) => ({
  type: 'Feature',
  properties,
  geometry,
});
const place = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const area = (coordinates: unknown) => ({ type: 'Polygon', coordinates });
const parse = (raw: unknown) => parseHttp(CompoundOrder, raw, { abortEarly: true });

/** The words of the refusal. */
function refusal(raw: unknown): string {
  try {
    parse(raw);
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'bad_request') return error.message;
    throw error;
  }
  throw new Error('It was taken');
}

describe('a compound', () => {
  it('is made plain: both languages, two numbers a position, nothing that nobody knows', () => {
    const raw = {
      ...place(
        feature(
          { ...gate, name: '北门', aliases: ['正门'], colour: 'red' },
          { type: 'Point', coordinates: [120.1234567, 30, 8.5] },
        ),
        feature({ kind: 'building', name: { en: 'Library' }, number: 3 }, area([square])),
      ),
      crs: { type: 'name' },
    };
    expect(parse(raw)).toEqual(
      place(
        feature(
          { kind: 'gate', name: { zh: '北门', en: '北门' }, aliases: ['正门'] },
          { type: 'Point', coordinates: [120.123457, 30] },
        ),
        feature({ kind: 'building', name: { zh: 'Library', en: 'Library' }, number: 3 }, area([square])),
      ),
    );
  });

  it('may have an outline that crosses itself: it is drawn as it is', () => {
    const bow = [square[0], square[2], square[1], square[3], square[0]];
    expect(parse(place(feature({ kind: 'building' }, area([bow])))).features).toHaveLength(1);
  });

  it('keeps a name with marks in it as the words that it is', () => {
    const name = '<img src=x onerror=alert(1)>';
    expect(parse(place(feature({ ...gate, name }))).features[0]?.properties.name).toEqual({ zh: name, en: name });
  });

  it.each<[string, unknown, string | RegExp]>([
    ['nothing', null, 'the value: expected Object'],
    ['a list', [], 'type: expected "type"'],
    ['a feature alone', feature(gate), 'type: expected "FeatureCollection"'],
    ['no features', place(), 'features: expected >=1'],
    ['too many features', place(...Array.from({ length: 5001 }, () => feature(gate))), 'features: expected <=5000'],
    [
      'too many positions',
      place(
        feature({ kind: 'path' }, { type: 'LineString', coordinates: Array.from({ length: 20_001 }, () => [120, 30]) }),
      ),
      'must have at most 20000 positions',
    ],
    [
      'no geometry',
      place({ type: 'Feature', properties: gate, geometry: null }),
      'features.0.geometry: expected Object',
    ],
    [
      'a geometry of several',
      place(feature(gate, { type: 'GeometryCollection', geometries: [] })),
      /features\.0\.geometry\.type: expected/,
    ],
    ['no properties', place(feature(null)), 'features.0.properties: expected Object'],
    ['an unknown kind', place(feature({ kind: 'casino' })), /features\.0\.properties\.kind: expected .*"building"/],
    [
      'a kind that every object has',
      place(feature({ kind: 'constructor' })),
      /features\.0\.properties\.kind: expected/,
    ],
    [
      'a gate that is an area',
      place(feature(gate), feature(gate, area([square]))),
      'features.1.geometry.type: of this kind must be Point',
    ],
    [
      'a latitude that is a longitude',
      place(feature(gate, { type: 'Point', coordinates: [30, 120] })),
      'features.0.geometry.coordinates.1: must be a latitude from -90 to 90: the longitude comes first',
    ],
    [
      'a longitude out of the world',
      place(feature(gate, { type: 'Point', coordinates: [1200, 30] })),
      'features.0.geometry.coordinates.0: must be a longitude',
    ],
    [
      'no number',
      place(feature(gate, { type: 'Point', coordinates: [120, '30'] })),
      'features.0.geometry.coordinates.1: expected number',
    ],
    [
      'a number that JSON has not',
      place(feature(gate, { type: 'Point', coordinates: [Number.NaN, 30] })),
      'features.0.geometry.coordinates.0: expected number',
    ],
    [
      'a number without an end',
      JSON.parse(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"tree"},"geometry":{"type":"Point","coordinates":[1e999,30]}}]}',
      ),
      'features.0.geometry.coordinates.0: must be a longitude',
    ],
    [
      'one number alone',
      place(feature(gate, { type: 'Point', coordinates: [120] })),
      'features.0.geometry.coordinates.1: expected number',
    ],
    [
      'lists in lists',
      place(feature(gate, { type: 'Point', coordinates: [[[[[[120, 30]]]]]] })),
      'features.0.geometry.coordinates.0: expected number',
    ],
    [
      'an outline that is open',
      place(feature({ kind: 'building' }, area([square.slice(0, 4)]))),
      'features.0.geometry.coordinates.0: must end with the position that it begins with',
    ],
    [
      'an outline of two corners',
      place(feature({ kind: 'building' }, area([[square[0], square[1], square[0]]]))),
      'features.0.geometry.coordinates.0: expected >=4',
    ],
    [
      'a wrong corner far inside',
      place(feature({ kind: 'building' }, area([square, [...square.slice(0, 3), [120, 91], square[0]]]))),
      'features.0.geometry.coordinates.1.3.1: must be a latitude',
    ],
    [
      'a name of nothing to see',
      place(feature({ ...gate, name: ' \u200b ' })),
      'features.0.properties.name.zh: must have something to see',
    ],
    [
      'a name with a bell',
      place(feature({ ...gate, name: 'Gate \u0007' })),
      'features.0.properties.name.zh: must not contain control characters',
    ],
    [
      'a name of 10,000 characters',
      place(feature({ ...gate, name: { zh: '门'.repeat(10_000) } })),
      'features.0.properties.name.zh: expected <=60',
    ],
    ['a name in no language', place(feature({ ...gate, name: {} })), 'features.0.properties.name: must have zh or en'],
    ['a name in a third language', place(feature({ ...gate, name: { fr: 'Porte' } })), /features\.0\.properties\.name/],
    [
      'a name for every object',
      place(feature({ ...gate, name: JSON.parse('{"__proto__":{"zh":"门"}}') })),
      /features\.0\.properties\.name/,
    ],
    [
      'a hundred other names',
      place(feature({ ...gate, aliases: Array.from({ length: 100 }, () => '门') })),
      'features.0.properties.aliases: expected <=20',
    ],
    [
      'a path as wide as a town',
      place(feature({ kind: 'path', width: 1e6 }, { type: 'LineString', coordinates: square })),
      'features.0.properties.width: expected <=200',
    ],
    [
      'one point with its numbers swapped',
      place(feature(gate), feature(gate, { type: 'Point', coordinates: [30, 20] })),
      'must be at most 20 km across; are longitude and latitude swapped somewhere?',
    ],
  ])('of %s is refused with the path of the fault', (_what, raw, words) => {
    expect(refusal(raw)).toMatch(words);
  });

  it('is taken or refused in words, whatever comes in its places', () => {
    const good = JSON.stringify(place(feature(gate), feature({ kind: 'building', number: 3 }, area([square]))));
    const spots = [...good.matchAll(/"[^"]*"|-?\d[\d.]*/g)].map(({ index, 0: token }) => ({
      index,
      end: index + token.length,
    }));
    fc.assert(
      fc.property(fc.constantFrom(...spots), fc.json({ maxDepth: 3 }), (spot, other) => {
        const isKey = good.charAt(spot.end) === ':';
        const text = good.slice(0, spot.index) + (isKey ? JSON.stringify(other) : other) + good.slice(spot.end);
        try {
          expect(parse(JSON.parse(text)).features.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof RefusedError)) throw error;
          expect(error.message).toMatch(/: ./);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never makes a name of what every object has', () => {
    const raw: unknown = JSON.parse(
      '{"type":"FeatureCollection","__proto__":{"polluted":1},"features":[{"type":"Feature","properties":{"kind":"tree","__proto__":{"name":"x"},"constructor":"y"},"geometry":{"type":"Point","coordinates":[120,30]}}]}',
    );
    expect(parse(raw)).toEqual(place(feature({ kind: 'tree' })));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
