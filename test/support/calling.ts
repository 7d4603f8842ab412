import type { Call, CallId, Entry, LineId, MemberId } from '#protocol';
import { microphone, phoneCapabilities, phoneDtls } from './engine-objects.ts';
import type { AskRefused, Phone, TestServer } from './server.ts';

/** A line with a phone of its courier and one of its recipient. */
export async function openCallLine(server: TestServer, fields: Record<string, unknown> = {}) {
  const { delivery, tokens, linkIds } = await server.createDelivery(fields);
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  return { lineId: delivery.id, tokens, linkIds, courier, recipient };
}

/** The code of what was refused. */
export const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was refused',
    (error: AskRefused) => error.code,
  );

export const inPhase = (phase: Call['phase']) => (call: Call) => call.phase === phase;

/** Somebody who talks is away. */
export const isAway = (call: Call): boolean =>
  call.phase !== 'ended' && call.members.some(({ state }) => state === 'reconnecting');

/** What each member is in the call, in the order of their coming. */
export const standings = (call: Call | undefined): string[] =>
  call === undefined || call.phase === 'ended' ? [] : call.members.map(({ state }) => state);

/** The member that the phone is on the line. */
export async function meOf(phone: Phone, lineId: LineId): Promise<MemberId> {
  const { lines } = await phone.ask('people.hello', {});
  const line = lines.find(({ delivery }) => delivery.id === lineId);
  if (line === undefined) throw new Error('The phone is not on that line');
  return line.me;
}

export const partOf = (memberId: MemberId, talkMs: number) => ({ memberId, talkMs, listening: false, mos: null });

/** All that the line's record has of calls, page by page. */
export async function callEntries(phone: Phone, lineId: LineId) {
  const entries: Entry[] = [];
  for (let rev = 0, more = true; more;) {
    const page = await phone.ask('timeline.since', { lineId, rev });
    entries.push(...page.entries);
    ({ rev, more } = page);
  }
  return entries.flatMap(({ body, by }) => (body.kind === 'call' ? [{ ...body, by }] : []));
}

/** What a page does while it rings, up to where its network would be tried. */
export async function openMedia(phone: Phone, lineId: LineId, callId: CallId) {
  const on = { lineId, callId };
  const media = await phone.ask('calls.open_media', on);
  await phone.ask('calls.connect_transport', { ...on, transportId: media.send.id, dtlsParameters: phoneDtls() });
  await phone.ask('calls.produce', { ...on, rtpParameters: microphone() });
  const { tracks } = await phone.ask('calls.receive', { ...on, rtpCapabilities: phoneCapabilities() });
  return { media, tracks };
}

/** Tries until it goes well, 10 s at most. */
export async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + 10_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((again) => setTimeout(again, 100));
    }
  }
}
