import { Caption, DeviceId, LinkId, MemberId } from '#protocol';
import * as v from 'valibot';
import type { LiveState } from './call-state.ts';
import type { KeptCaptions } from './call-captions.ts';
import type { KeptScore } from './quality.ts';
import type { OpenCall } from './store.ts';

/** What is kept of a running call beside its columns. What a member is may never change its meaning: only come or go. */
const Kept = v.pipe(
  v.strictObject({
    members: v.array(
      v.strictObject({
        memberId: MemberId,
        standing: v.picklist(['called', 'in', 'declined', 'missed', 'left']),
        since: v.number(),
        talkMs: v.nullable(v.number()),
        muted: v.boolean(),
        listening: v.boolean(),
        unreached: v.boolean(),
      }),
    ),
    /** The devices that the members who are in it talk on; one that only rings makes itself known again. */
    devices: v.array(v.strictObject({ deviceId: DeviceId, memberId: MemberId, linkId: LinkId })),
    scores: v.record(MemberId, v.strictObject({ sum: v.number(), count: v.number() })),
    captions: v.optional(v.strictObject({ on: v.boolean(), said: v.array(Caption) }), { on: false, said: [] }),
  }),
  v.check(
    ({ members, devices }) =>
      JSON.stringify(
        members
          .filter(({ standing }) => standing === 'in')
          .map(({ memberId }) => memberId)
          .sort(),
      ) === JSON.stringify(devices.map(({ memberId }) => memberId).sort()),
    'Each member who is in the call has one device there',
  ),
);

/** What a restarted server needs to go on with the call: JSON. */
export function keepCall(
  { legs, members }: LiveState,
  scores: Record<MemberId, KeptScore>,
  { on, said }: KeptCaptions = { on: false, said: [] },
): string {
  const devices = legs
    .filter(({ answered }) => answered)
    .map(({ deviceId, memberId, linkId }) => ({ deviceId, memberId, linkId }));
  const kept: v.InferInput<typeof Kept> = { members: [...members], devices, scores, captions: { on, said: [...said] } };
  return JSON.stringify(kept);
}

export interface RestoredCall {
  readonly state: LiveState;
  readonly scores: Readonly<Record<MemberId, KeptScore>>;
  readonly captions: KeptCaptions;
}

/** The call as it was when its server ended, with everybody away; null where what was kept cannot be read. */
export function restoreCall({
  id,
  lineId,
  startedBy,
  startedAt,
  answeredAt,
  aliveAt,
  live,
}: OpenCall): RestoredCall | null {
  const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), live);
  if (!kept.success) return null;
  const { captions, devices, members, scores } = kept.output;
  const legs = devices.map(({ deviceId, memberId, linkId }) => ({
    deviceId,
    memberId,
    linkId,
    answered: true,
    socket: false,
    path: 'down' as const,
  }));
  const fields = { id, lineId, startedBy, startedAt, members, legs, nobodySince: aliveAt };
  const state: LiveState =
    answeredAt === null ? { ...fields, phase: 'ringing' } : { ...fields, phase: 'talking', answeredAt };
  return { state, scores, captions };
}
