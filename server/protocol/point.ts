import * as v from 'valibot';

/** WGS-84 degrees, always; a tile layer in another datum converts on its own. */
export const Point = v.strictObject({
  lat: v.pipe(v.number(), v.finite(), v.minValue(-90), v.maxValue(90)),
  lng: v.pipe(v.number(), v.finite(), v.minValue(-180), v.maxValue(180)),
});
export type Point = v.InferOutput<typeof Point>;
