import * as v from 'valibot';

export const statuses = [
  'created',
  'assigned',
  'out_for_delivery',
  'nearby',
  'arrived',
  'delivered',
  'rescheduled',
  'left_at_place',
  'at_station',
  'refused',
  'returned',
  'lost',
  'failed',
] as const;
export const Status = v.picklist(statuses);
export type Status = v.InferOutput<typeof Status>;

/** A time window, epoch ms. */
export const TimeWindow = v.object({ from: v.number(), to: v.number() });
export type TimeWindow = v.InferOutput<typeof TimeWindow>;
