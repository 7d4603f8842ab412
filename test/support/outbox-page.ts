import { vi } from 'vitest';
import { createTimelineModel, type TimelineModel, type TimelineParts } from '../../client/timeline/model.ts';
import type { Marks } from '../../client/timeline/marks.ts';
import type { OutboxStore } from '../../client/timeline/outbox.ts';
import type { Said } from '../../client/timeline/said.ts';
import { lineId, me, type FakeLine } from './fake-line.ts';

const marks: Marks = { arrived() {}, shown() {}, look() {}, known() {}, close() {} };
const opened: TimelineModel[] = [];

/** For after each test. */
export function closePages(): void {
  for (const model of opened.splice(0)) model.close();
  vi.unstubAllGlobals();
}

/** A page of `me` on the line, with the phone's storage, a fetch that goes to the line, and waits that pass by hand. */
export function open(
  line: FakeLine,
  store: OutboxStore | Promise<OutboxStore>,
  { fetch = line.fetch, openStore = () => store }: Pick<TimelineParts, 'fetch' | 'openStore'> = {},
) {
  const connection = line.connect();
  const waits: { ms: number; run: () => void }[] = [];
  const model = createTimelineModel({
    connection,
    lineId,
    me,
    marks,
    openStore,
    after: (ms, run) => void waits.push({ ms, run }),
    fetch,
    random: () => 1,
  });
  opened.push(model);
  const passTime = () => {
    for (const { run } of waits.splice(0)) run();
  };
  return { model, connection, waits, passTime };
}

export const text = (words: string): Said => ({ kind: 'text', text: words });
export const place: Said = {
  kind: 'place',
  point: { lat: 30, lng: 120 },
  name: 'north gate',
  source: 'pin',
  accuracy: null,
};
export const photo: Said = { kind: 'photo', photo: new Blob(['picture'], { type: 'image/jpeg' }), width: 4, height: 3 };
export const voice: Said = {
  kind: 'voice',
  audio: new Blob(['sound'], { type: 'audio/mpeg' }),
  durationMs: 900,
  levels: [1],
};

export const wordsOf = (said: Said) =>
  said.kind === 'text' ? said.text : said.kind === 'place' ? said.name : said.kind;
export const waiting = (model: TimelineModel) => model.unsent.value.map(({ said }) => wordsOf(said));
export const shown = (model: TimelineModel) =>
  model.entries.value.map(({ body }) =>
    body.kind === 'text' ? body.text : body.kind === 'place' ? body.name : body.kind,
  );
export const soon = (check: () => void) => vi.waitFor(check, { interval: 1, timeout: 8000 });
/** Lets all that is due now happen. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
