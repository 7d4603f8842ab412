import { describe, expect, it } from 'vitest';
import type { Act, Entry, EntryBody, LineId, LineSummary, MemberId, Suggestion, Topic } from '#protocol';
import { createTopics } from '../../client/pages/desk/topics.ts';
import { topicOf } from '../../server/protocol/topic-of.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const lineAbout = (topic?: Topic) => ({ delivery: { id: lineId }, ...(topic && { topic }) }) as LineSummary;
const suggestion = (act: Act, state: Suggestion['state']): EntryBody => ({
  kind: 'suggestion',
  act,
  about: 'member-1' as MemberId,
  asks: 'recipient',
  state,
  confidence: 1,
});
const entry = (seq: number, body: EntryBody) => ({ lineId, seq, body }) as Entry;
const missing: Act = { do: 'person', about: 'problem', kind: 'missing' };
const put: Act = { do: 'reschedule', window: null, others: [] };

describe('what a line is about', () => {
  it('is the wish or the trouble, until it is settled', () => {
    expect(topicOf({ act: missing, state: 'open' })).toBe('missing');
    expect(topicOf({ act: missing, state: 'confirmed' })).toBe('missing');
    expect(topicOf({ act: missing, state: 'dismissed' })).toBeNull();
    expect(topicOf({ act: { do: 'person', about: 'refuse' }, state: 'open' })).toBe('refuse');
    expect(topicOf({ act: put, state: 'open' })).toBe('reschedule');
    expect(topicOf({ act: put, state: 'confirmed' })).toBeNull();
    expect(topicOf({ act: { do: 'received' }, state: 'applied' })).toBeNull();
    expect(topicOf({ act: { do: 'received' }, state: 'undone' })).toBeUndefined();
    expect(topicOf({ act: { do: 'coming' }, state: 'applied' })).toBeUndefined();
  });

  it('goes on from what the server told, by what is understood since, and starts anew where it tells anew', () => {
    const connection = new FakeConnection();
    let told = lineAbout('reschedule');
    const topics = createTopics(connection, (id) => (id === lineId ? told : undefined));
    const now = () => topics.of(told);
    const changed = (seq: number, body: EntryBody) => connection.notify('timeline.changed', entry(seq, body));
    expect(now()).toBe('reschedule');
    changed(4, suggestion({ do: 'coming' }, 'applied'));
    expect(now()).toBe('reschedule');
    changed(2, suggestion(put, 'replaced'));
    expect(now()).toBeUndefined();
    changed(5, suggestion(missing, 'open'));
    expect(now()).toBe('missing');
    // An earlier one says nothing of what was understood since.
    changed(2, suggestion(put, 'open'));
    expect(now()).toBe('missing');
    changed(5, { kind: 'erased', was: 'suggestion', why: 'request' });
    expect(now()).toBeUndefined();
    told = lineAbout('late');
    expect(now()).toBe('late');
    topics.close();
    changed(6, suggestion(missing, 'open'));
    expect(now()).toBe('late');
  });
});
