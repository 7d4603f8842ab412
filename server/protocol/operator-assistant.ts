import * as v from 'valibot';
import { LeavePlace } from './suggestion.ts';

const clock = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day such as 18:30'));

/** When the operator delivers: `days` 1 (Monday) to 7; left out: every day. Local times of the delivery's place. */
const DeliveryHours = v.pipe(
  v.strictObject({
    from: clock,
    to: clock,
    days: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))), v.minLength(1))),
    /** Most deliveries that one courier can be booked for in it by replies; left out: any number. */
    most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
  }),
  v.check(({ from, to }) => from < to, 'must begin before it ends'),
);
export type DeliveryHours = v.InferOutput<typeof DeliveryHours>;

/** Who agrees that a parcel is left somewhere: the courier, the recipient alone, or nobody, since it is not done. */
const LeavePolicy = v.picklist(['courier', 'recipient', 'nobody']);

/** `PUT /assistant`: what the assistant may propose. */
export const AssistantRules = v.strictObject({
  hours: v.pipe(v.array(DeliveryHours), v.minLength(1), v.maxLength(50)),
  /** A place that is left out: the courier. */
  leaveAt: v.optional(v.record(LeavePlace, LeavePolicy), {}),
});
export type AssistantRules = v.InferOutput<typeof AssistantRules>;
