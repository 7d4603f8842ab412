import type { CallId, DeviceId, LineId, LinkId, MemberId } from '#protocol';
import type { CallEffect } from '../server/calls/call-effects.ts';
import { toCallMembers } from '../server/calls/call-members.ts';
import type { CallState } from '../server/calls/call-state.ts';
import { keepCall, restoreCall } from '../server/calls/kept-call.ts';
import { type CallEvent, startCall, step } from '../server/calls/rules.ts';

/** Ids that read as what they are of: they go through the real rules. */
const on = (role: string, kind: string) => ({
  memberId: `the-${role}` as MemberId,
  deviceId: `${role}-${kind}` as DeviceId,
  linkId: `${role}-link` as LinkId,
});
const named = (id: MemberId | DeviceId) => id.replace('the-', '').replace('-', "'s ");
const courier = on('courier', 'phone');
const phone = on('recipient', 'phone');
const tablet = on('recipient', 'tablet');
const desk = on('agent', 'desk');

const events: readonly (readonly [string, CallEvent])[] = [
  ["the recipient's phone opens its media", { type: 'join', ...phone }],
  ["the recipient's tablet opens its media", { type: 'join', ...tablet }],
  ['the recipient answers on the phone', { type: 'answer', ...phone, listening: false }],
  ['the recipient answers on the tablet', { type: 'answer', ...tablet, listening: false }],
  ['the agent comes', { type: 'answer', ...desk, listening: false }],
  ['the agent comes only to listen', { type: 'answer', ...desk, listening: true }],
  ['the courier rings the agent', { type: 'ring', by: courier.memberId, memberId: desk.memberId }],
  ['the courier rings the recipient', { type: 'ring', by: courier.memberId, memberId: phone.memberId }],
  ['the recipient declines', { type: 'decline', memberId: phone.memberId }],
  ['the agent declines', { type: 'decline', memberId: desk.memberId }],
  ['the courier hangs up', { type: 'hang_up', deviceId: courier.deviceId }],
  ['the recipient hangs up', { type: 'hang_up', deviceId: phone.deviceId }],
  ['the recipient mutes', { type: 'mute', deviceId: phone.deviceId, muted: true }],
  ["the recipient's page is closed or offline", { type: 'socket', deviceId: phone.deviceId, up: false }],
  ["the recipient's page is online", { type: 'socket', deviceId: phone.deviceId, up: true }],
  ["the recipient's sound is lost", { type: 'path', deviceId: phone.deviceId, up: false }],
  ["the recipient's sound is back", { type: 'path', deviceId: phone.deviceId, up: true }],
  ["the courier's page is closed or offline", { type: 'socket', deviceId: courier.deviceId, up: false }],
  ["the courier's time to come back is over, or their link is revoked", { type: 'lost', deviceId: courier.deviceId }],
  ["the recipient's time to come back is over, or their link is revoked", { type: 'lost', deviceId: phone.deviceId }],
  ['the recipient has been rung for 5 s', { type: 'unreached', memberId: phone.memberId }],
  ['the recipient has been rung for 45 s', { type: 'rang_out', memberId: phone.memberId }],
  ['the agent has been rung for 45 s', { type: 'rang_out', memberId: desk.memberId }],
  ['the recipient talks on another line', { type: 'busy', memberId: phone.memberId }],
  ['the media worker dies', { type: 'room_died' }],
  ['the agent leaves the line', { type: 'member_left', memberId: desk.memberId }],
  ['the delivery is over', { type: 'line_over' }],
];

const START_MS = 0;
const NOW_MS = 60_000;

const go = (from: CallState, ...some: readonly CallEvent[]): CallState =>
  some.reduce<CallState>((state, event) => step(state, event, NOW_MS).state, from);

const called = startCall(
  { id: 'call' as CallId, lineId: 'line' as LineId, startedBy: courier.memberId, startedAt: START_MS },
  [phone.memberId],
  courier,
);
const rings = go(called, { type: 'join', ...phone });
const up = (deviceId: DeviceId): CallEvent => ({ type: 'path', deviceId, up: true });
const talking = go(rings, { type: 'answer', ...phone, listening: false }, up(phone.deviceId), up(courier.deviceId));

function restarted(): CallState {
  if (talking.phase !== 'talking') throw new Error('The call that the page is about does not talk');
  const { answeredAt, ...fields } = talking;
  const restored = restoreCall({ ...fields, answeredAt, aliveAt: NOW_MS, live: keepCall(talking, {}) });
  if (restored === null) throw new Error('What was kept cannot be read');
  return restored.state;
}

const states: readonly (readonly [string, CallState])[] = [
  ['The courier calls, no page of the recipient is open', called],
  ["The recipient's phone rings", rings],
  ['They talk', talking],
  ["They talk, the recipient's network is away", go(talking, { type: 'path', deviceId: phone.deviceId, up: false })],
  [
    'They talk, and the agent is being rung',
    go(talking, { type: 'ring', by: courier.memberId, memberId: desk.memberId }),
  ],
  ['They talk with the agent', go(talking, { type: 'answer', ...desk, listening: false })],
  ['They talk, the agent listens', go(talking, { type: 'answer', ...desk, listening: true })],
  ['The server was started anew, and nobody is back yet', restarted()],
];

/** A state in one line. */
function shown(state: CallState): string {
  if (state.phase === 'ended') return `**ended**, \`${state.end}\``;
  const members = toCallMembers(state, () => null).map(
    ({ memberId, state: is, muted, listening }) =>
      `${named(memberId)} ${is}${muted ? ', muted' : ''}${listening ? ', listening' : ''}`,
  );
  return `**${state.phase}**: ${members.join('; ')}`;
}

function done(effect: CallEffect): string {
  if ('on' in effect) return `\`${effect.type}\` ${named(effect.deviceId)} ${effect.on ? 'on' : 'off'}`;
  if ('deviceId' in effect) return `\`${effect.type}\` ${named(effect.deviceId)}`;
  if ('memberId' in effect) return `\`${effect.type}\` ${named(effect.memberId)}`;
  return `\`${effect.type}\``;
}

function section([title, state]: readonly [string, CallState]): string {
  const steps = events.map(([name, event]) => ({ name, step: step(state, event, NOW_MS) }));
  const isNothing = ({ step: { state: next, effects, refused } }: (typeof steps)[number]) =>
    refused === undefined && effects.length === 0 && shown(next) === shown(state);
  const rows = steps
    .filter((one) => !isNothing(one))
    .map(({ name, step: { state: next, effects, refused } }) =>
      refused
        ? `| ${name} | refused: \`${refused.code}\` ${refused.message} | |`
        : `| ${name} | ${shown(next) === shown(state) ? 'the same' : shown(next)} | ${effects.map(done).join('<br>')} |`,
    );
  return `## ${title}

${shown(state)}

| what happens | becomes | what is done |
|---|---|---|
${rows.join('\n')}

Nothing comes of: ${steps
    .filter(isNothing)
    .map(({ name }) => name)
    .join('; ')}.
`;
}

export function callStatesPage(): string {
  return `# States of a call

Made by \`npm run docs\`: every event was given to \`server/calls/rules.ts\` in every state below; do not edit. What the effects
do is said in \`server/calls/call-effects.ts\`, and the rules in words in \`docs/calls.md\`. An ended call refuses everything with
\`call_over\`.

${states.map(section).join('\n')}`;
}
