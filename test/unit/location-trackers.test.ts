import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { osmAndReport, OwnTracksLocation } from '../../server/protocol/tracker-reports.ts';

const NOW = 1_767_225_600_000;

/** What the server makes of a query or a form. */
const osmAnd = (query: string) => {
  const said: Record<string, string | string[]> = {};
  const params = new URLSearchParams(query);
  for (const key of new Set(params.keys())) {
    const all = params.getAll(key);
    said[key] = all.length > 1 ? all : (all[0] ?? '');
  }
  return v.safeParse(osmAndReport(NOW), said);
};

describe('a report of OsmAnd', () => {
  it('is read as the app writes it on the template that the page gives', () => {
    const said =
      'lat=30.279795&lon=120.02195&timestamp=1767225598214&accuracy=4.3&altitude=11.2&speed=5.13&bearing=271.4';
    expect(osmAnd(said).output).toEqual({
      point: { lat: 30.279795, lng: 120.02195 },
      accuracy: 4.3,
      speed: 5.13,
      heading: 271.4,
      at: 1_767_225_598_214,
    });
  });

  it("is read on the app's own template, where the accuracy is called hdop", () => {
    const said = 'lat=55.173645&lon=61.402765&timestamp=1767225598214&hdop=12.0&altitude=171.7&speed=0.0';
    expect(osmAnd(said).output).toEqual({
      point: { lat: 55.173645, lng: 61.402765 },
      accuracy: 12,
      speed: 0,
      heading: null,
      at: 1_767_225_598_214,
    });
  });

  it('is read as others send it in the same format', () => {
    const traccarClient =
      'id=e450&timestamp=1767225598&lat=55.173645&lon=61.402765&speed=0.13607339644369482&bearing=0.0&altitude=171.7&batt=87.0';
    expect(osmAnd(traccarClient).output).toEqual({
      point: { lat: 55.173645, lng: 61.402765 },
      accuracy: 50,
      speed: 0.13607339644369482,
      heading: null,
      at: 1_767_225_598_000,
    });
  });

  it('takes numbers as Java prints them, and no accuracy or time where there is none', () => {
    expect(osmAnd('lat=9.0E-4&lon=-1.2E1&accuracy=0.0&speed=9.0E-4').output).toEqual({
      point: { lat: 0.0009, lng: -12 },
      accuracy: 50,
      speed: 0.0009,
      heading: null,
      at: NOW,
    });
  });

  it.each([
    ['nothing', ''],
    ['no longitude', 'lat=30.2'],
    ['no number', 'lat=NaN&lon=120'],
    ['infinity', 'lat=Infinity&lon=120'],
    ['an unfilled template', 'lat={0}&lon={1}&timestamp={2}'],
    ['a latitude beyond the pole', 'lat=90.1&lon=120'],
    ['a longitude beyond the date line', 'lat=30&lon=180.5'],
    ['swapped coordinates of China', 'lat=120.02&lon=30.27'],
    ['a decimal comma', 'lat=30,27&lon=120,02'],
    ['hexadecimal', 'lat=0x1e&lon=0x78'],
    ['two latitudes', 'lat=30&lat=31&lon=120'],
    ['a negative time', 'lat=30&lon=120&timestamp=-5'],
    ['a time in words', 'lat=30&lon=120&timestamp=now'],
    ['an accuracy that is none', 'lat=30&lon=120&accuracy=-3'],
    ['a speed of light', 'lat=30&lon=120&speed=299792458'],
    ['a bearing off the compass', 'lat=30&lon=120&bearing=1000'],
    ['a number without end', `lat=30.${'1'.repeat(3000)}&lon=120`],
  ])('is refused where it has %s', (_what, query) => {
    expect(osmAnd(query).success).toBe(false);
  });
});

describe('a message of OwnTracks', () => {
  const read = (message: unknown) => v.safeParse(OwnTracksLocation, message);

  it('is read as the Android app sends it', () => {
    const message = {
      _type: 'location',
      BSSID: '02:00:00:00:00:00',
      SSID: 'courier',
      _id: '6f2c1b7e',
      acc: 13,
      alt: 58,
      batt: 71,
      bs: 1,
      cog: 184,
      conn: 'm',
      created_at: 1_767_225_599,
      lat: 30.2801234,
      lon: 120.0212345,
      m: 2,
      t: 't',
      tid: 'dl',
      topic: 'owntracks/u/phone',
      tst: 1_767_225_598,
      vac: 2,
      vel: 18,
    };
    expect(read(message).output).toEqual({
      point: { lat: 30.2801234, lng: 120.0212345 },
      accuracy: 13,
      speed: 5,
      heading: 184,
      at: 1_767_225_598_000,
    });
  });

  it('is read as the iOS app sends it, whose -1 means unknown', () => {
    const message = {
      tst: 1_767_225_598,
      acc: 35,
      _type: 'location',
      alt: 8,
      lon: 120.02,
      vac: 4,
      vel: -1,
      cog: -1,
      lat: 30.28,
      batt: 64,
      bs: 1,
      m: 1,
      tid: 'dl',
      conn: 'w',
      topic: 'owntracks/u/phone',
      p: 101.325,
      inregions: [],
    };
    expect(read(message).output).toEqual({
      point: { lat: 30.28, lng: 120.02 },
      accuracy: 35,
      speed: null,
      heading: null,
      at: 1_767_225_598_000,
    });
  });

  it('needs no more than where and when', () => {
    const least = { lon: 2.29513, lat: 48.85833, _type: 'location', tst: 1_497_476_456, tid: 'JJ' };
    expect(read(least).output).toMatchObject({ accuracy: 50, speed: null, heading: null, at: 1_497_476_456_000 });
  });

  it.each([
    ['a place of the app', { _type: 'waypoint', desc: 'Home', lat: 48.8, lon: 2.29, rad: 100, tst: 1_497_476_456 }],
    ['an entry into one', { _type: 'transition', event: 'enter', lat: 48.8, lon: 2.29, tst: 1, wtst: 1, acc: 5 }],
    ['a card', { _type: 'card', name: 'Jane', face: 'iVBORw0KGgo=' }],
    ['a last will', { _type: 'lwt', tst: 1_497_476_456 }],
    ['a message under a key', { _type: 'encrypted', data: 'nXv0' }],
    ['a configuration', { _type: 'configuration', mode: 3 }],
    ['an unknown kind', { _type: 'banana', lat: 30, lon: 120, tst: 5 }],
    ['no kind', { lat: 30, lon: 120, tst: 5 }],
    ['no place', { _type: 'location', tst: 1_497_476_456 }],
    ['a place off the earth', { _type: 'location', tst: 1_497_476_456, lat: 91, lon: 20 }],
    ['a place in words', { _type: 'location', tst: 1_497_476_456, lat: '30', lon: '120' }],
    ['a place that is null', { _type: 'location', tst: 1_497_476_456, lat: null, lon: null }],
    ['no time', { _type: 'location', lat: 30, lon: 120 }],
    ['a list', [{ _type: 'location', lat: 30, lon: 120, tst: 5 }]],
    ['nothing', {}],
    ['null', null],
    ['a text', 'location'],
  ])('is no position where it is %s', (_what, message) => {
    expect(read(message).success).toBe(false);
  });
});
