import type { Role } from '#protocol';

/** Drawn things on the map, as SVG around their own zero point. Static text only: nothing a person wrote goes in here. */

const scooter = `<g transform="translate(-13.2 -13.4) scale(1.1)"><circle cx="6.2" cy="17.4" r="2.6"/><circle cx="18.2" cy="17.4" r="2.6"/><path d="M8.9 17.6h5.2c.2-3 1-4.6 2.6-5.6M18 14.6 15.9 6.6h-2.5M3.4 15.4c.1-2 1.3-3.1 3.2-3.1h4.6l1.1 5"/><path class="map-box" d="M3.4 5.4h6v4.4h-6z"/></g>`;
const person = `<circle cy="-5" r="4.6"/><path d="M-8.5 9.5c0-5.6 3.6-8.2 8.5-8.2s8.5 2.6 8.5 8.2"/>`;

/** 88 × 88 px each: where the phone looks, and where its person goes, both to the north, under the sign of their role. */
export const personSvg = (role: Role): string =>
  `<svg class="map-look" viewBox="-44 -44 88 88" hidden><path d="M0 0L-25 -43A50 50 0 0 1 25 -43Z"/></svg><svg class="map-beak" viewBox="-44 -44 88 88" hidden><path d="M0 -34L9.5 -19.5A21.5 21.5 0 0 0 -9.5 -19.5Z"/></svg><svg class="map-sign" viewBox="-44 -44 88 88"><circle class="map-ring" r="22"/><circle class="map-disc" r="19"/><g class="map-glyph">${role === 'courier' ? scooter : person}</g></svg>`;

/** 40 × 50 px; the pin's point is at the zero point. */
export const doorSvg = `<svg viewBox="-20 -46 40 50"><path class="map-pin" d="M0 2C-3 -4 -17 -13 -17 -27A17 17 0 0 1 17 -27C17 -13 3 -4 0 2Z"/><path class="map-glyph" d="M-6 -18.5V-34.5A1.2 1.2 0 0 1 -4.8 -35.7H4.8A1.2 1.2 0 0 1 6 -34.5V-18.5M-9 -18.5H9M2.6 -26.8v1.6"/></svg>`;

/** 30 × 40 px; the pin's point is at the zero point. */
export const placePinSvg = `<svg viewBox="-15 -38 30 40"><path class="map-pin" d="M0 0C-3 -5 -13 -12 -13 -23.5A13 13 0 0 1 13 -23.5C13 -12 3 -5 0 0Z"/><circle class="map-hole" cy="-23.5" r="4.5"/></svg>`;

const placeGlyphs = {
  gate: 'M-4.5 5V-3.5M4.5 5V-3.5M-6 -3.5H6M0 -3.5V5',
  station: 'M-5 -1V5H5V-1M-6 -1 -4.6 -5H4.6L6 -1ZM-1.5 5V1.6H1.5V5',
  locker: 'M-5 -5H5V5H-5ZM0 -5V5M-5 0H5M-2 -2.6v.4M2 -2.6v.4M-2 2.2v.4M2 2.2v.4',
  entrance: 'M-4.5 5H4.5M-3 5V-5H3V5M1 -.4v.8',
  parking: 'M-2.4 5V-5H.8a3 3 0 0 1 0 6H-2.4',
  no_go: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M-2.6 0H2.6',
};
export type PlaceKind = keyof typeof placeGlyphs;
export const isPlaceKind = (kind: string): kind is PlaceKind => Object.hasOwn(placeGlyphs, kind);

/** 20 × 20 px. */
export const placeSvg = (kind: PlaceKind): string =>
  `<svg viewBox="-10 -10 20 20"><rect x="-9" y="-9" width="18" height="18" rx="5"/><path d="${placeGlyphs[kind]}"/></svg>`;
