import type { Fix } from './location.ts';

/** A fix as it is kept and told: 6 decimals are 0.1 m, and no phone knows more of the rest. */
export const rounded = ({ point, accuracy, speed, heading, at }: Fix): Fix => ({
  point: { lat: roundTo(point.lat, 1e6), lng: roundTo(point.lng, 1e6) },
  accuracy: Math.max(1, Math.round(accuracy)),
  speed: speed === null ? null : roundTo(speed, 10),
  heading: heading === null ? null : Math.round(heading) % 360,
  at: Math.round(at),
});

const roundTo = (value: number, perUnit: number) => Math.round(value * perUnit) / perUnit;
