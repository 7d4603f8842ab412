import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { Message } from '../../server/assistant/corpus/labels.ts';
import { inMinutes } from '../../server/assistant/understanding/in-minutes.ts';
import { when } from '../../server/assistant/understanding/when.ts';

const folder = join(import.meta.dirname, '../../server/assistant/corpus/messages');
const messages = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
  .map((line) => v.parse(Message, JSON.parse(line)));

const share = (right: boolean[]) => right.filter(Boolean).length / right.length;

it('finds day and window exactly in 95 of 100 labelled wishes for another time', () => {
  const right = messages.flatMap(({ text, now, intents }) =>
    intents.flatMap((meaning) => {
      if (meaning.intent !== 'reschedule') return [];
      const { date, from, to } = when(text, now);
      const { slots } = meaning;
      return [date === slots.date && from === slots.from && to === slots.to];
    }),
  );
  expect(right.length).toBeGreaterThan(1000);
  expect(share(right)).toBeGreaterThan(0.95);
});

it('finds the minutes in 95 of 100 labelled comings and delays', () => {
  const right = messages.flatMap(({ text, now, intents }) =>
    intents.flatMap((meaning) =>
      meaning.intent === 'coming' || meaning.intent === 'delay'
        ? [inMinutes(text, now) === meaning.slots.inMinutes]
        : [],
    ),
  );
  expect(right.length).toBeGreaterThan(600);
  expect(share(right)).toBeGreaterThan(0.95);
});
