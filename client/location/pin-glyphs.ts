/** Static drawings only: nothing a person wrote goes in here. In each the pin's point is in the middle of the lower edge. */
const signs = {
  place: '<circle class="pin-hole" cx="22" cy="19" r="5"/>',
  meet: '<path class="pin-sign" d="M16.5 17.5a2.6 2.6 0 1 0 .01 0M27.5 17.5a2.6 2.6 0 1 0 .01 0M11.8 28c0-3 2-4.4 4.7-4.4s4.3 1.2 5.5 3.2c1.2-2 2.8-3.2 5.5-3.2s4.7 1.4 4.7 4.4" transform="translate(0 -4.5)"/>',
  agreed: '<path class="pin-sign" d="M15.5 19.5 20 24l8.5-9.5"/>',
};

/** 44 × 48 px. */
export const pinSvg = (sign: keyof typeof signs): string =>
  `<svg viewBox="0 -1 44 48" aria-hidden="true"><path class="pin-body" d="M22 47C19.5 42 6 33 6 19A16 16 0 0 1 38 19C38 33 24.5 42 22 47Z"/>${signs[sign]}</svg>`;

/** 56 × 56 px, the tip in the middle: rings as of a touch, and a hand that comes from below. */
export const fingerSvg =
  '<svg viewBox="-28 -28 56 56" aria-hidden="true"><circle class="finger-ring" r="20"/><circle class="finger-spot" r="7"/></svg>';
