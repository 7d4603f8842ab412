import { describe, expect, it } from 'vitest';
import { agreedOf, askedOf, COMING_HOLDS_MS, createAssistantModel, undoLeftMs } from '../../client/assistant/model.ts';
import { UNDO_MS } from '../../server/protocol/limits.ts';
import { AskError } from '../../client/connection.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import { AT, understanding, window } from '../support/understandings.ts';
import type { Act, Entry, LineId } from '#protocol';

const lineId = 'line-0001' as LineId;
const leaveAt: Act = { do: 'leave_at', place: 'guard' };
const tomorrow: Act = { do: 'reschedule', window, others: [] };

describe('what the reader is asked', () => {
  it('is the newest that waits for their role', () => {
    const entries = [
      understanding(1, leaveAt, { asks: 'courier' }),
      understanding(2, tomorrow),
      understanding(3, leaveAt, { asks: 'courier' }),
    ];
    expect(askedOf(entries, 'recipient', 'out_for_delivery', AT)?.seq).toBe(2);
    expect(askedOf(entries, 'courier', 'out_for_delivery', AT)?.seq).toBe(3);
    expect(askedOf(entries, 'agent', 'out_for_delivery', AT)).toBeNull();
  });

  it.each(['applied', 'confirmed', 'dismissed', 'undone', 'replaced'] as const)('is nothing that is %s', (state) => {
    expect(askedOf([understanding(1, tomorrow, { state })], 'recipient', 'out_for_delivery', AT)).toBeNull();
  });

  it('is nothing that can no longer be: the delivery has moved on, or the window is over', () => {
    const asked = [understanding(1, tomorrow)];
    expect(askedOf(asked, 'recipient', 'delivered', AT)).toBeNull();
    expect(askedOf(asked, 'recipient', 'out_for_delivery', window.to - 1)).not.toBeNull();
    expect(askedOf(asked, 'recipient', 'out_for_delivery', window.to)).toBeNull();
    expect(
      askedOf([understanding(1, { ...tomorrow, window: null })], 'recipient', 'out_for_delivery', window.to),
    ).not.toBeNull();
  });
});

describe('undoing', () => {
  it('can be done by who was asked, for as long after the answer as the server allows', () => {
    const confirmed = understanding(1, tomorrow, { state: 'confirmed', answeredAt: AT + 1000 });
    expect(undoLeftMs(confirmed, 'recipient', 'rescheduled', AT + 1000)).toBe(UNDO_MS);
    expect(undoLeftMs(confirmed, 'recipient', 'rescheduled', AT + 1000 + UNDO_MS)).toBe(0);
    expect(undoLeftMs(confirmed, 'courier', 'rescheduled', AT + 1000)).toBe(0);
  });
  it('begins with the entry where nobody had to answer', () => {
    expect(undoLeftMs(understanding(1, { do: 'coming' }, { state: 'applied' }), 'recipient', 'arrived', AT + 1)).toBe(
      UNDO_MS - 1,
    );
  });
  it('is not offered once nothing is left of it', () => {
    const coming = understanding(1, { do: 'coming' }, { state: 'applied' });
    expect(undoLeftMs(coming, 'recipient', 'delivered', AT)).toBe(0);
  });
  it('is not offered for what cannot be taken back, nor for what was not done', () => {
    const person: Act = { do: 'person', about: 'refuse' };
    expect(
      undoLeftMs(understanding(1, person, { state: 'confirmed', answeredAt: AT }), 'recipient', 'arrived', AT),
    ).toBe(0);
    expect(undoLeftMs(understanding(1, tomorrow), 'recipient', 'arrived', AT)).toBe(0);
  });
});

describe('what was agreed', () => {
  it('is the newest place, while it can be, and that somebody comes, for a while', () => {
    const entries = [
      understanding(1, { do: 'leave_at', place: 'door' }, { state: 'confirmed', asks: 'courier' }),
      understanding(2, leaveAt, { state: 'confirmed', asks: 'courier' }),
      understanding(3, { do: 'coming' }, { state: 'applied' }),
      understanding(4, { do: 'leave_at', place: 'locker' }, { asks: 'courier' }),
    ];
    const { leaveAt: place, coming } = agreedOf(entries, 'arrived', AT);
    expect([place?.seq, coming?.seq]).toEqual([2, 3]);
    expect(agreedOf(entries, 'arrived', AT + COMING_HOLDS_MS).coming).toBeNull();
    expect(agreedOf(entries, 'delivered', AT)).toEqual({ leaveAt: null, coming: null });
  });
  it('does not hold once it was undone', () => {
    const undone = understanding(1, { do: 'coming' }, { state: 'undone' });
    expect(agreedOf([undone], 'arrived', AT).coming).toBeNull();
  });
});

describe('an answer', () => {
  function model() {
    const connection = new FakeConnection();
    connection.goOnline();
    const learned: Entry[] = [];
    return {
      connection,
      learned,
      model: createAssistantModel({ connection, lineId, learn: (entry) => learned.push(entry) }),
    };
  }

  it('is sent once, and the changed entry is taken in', async () => {
    const { connection, learned, model: assistant } = model();
    const entry = understanding(1, tomorrow);
    const confirmed = understanding(1, tomorrow, { state: 'confirmed' });
    const asked: unknown[] = [];
    connection.answers['assistant.answer'] = (payload) => {
      asked.push(payload);
      return confirmed;
    };
    const sent = assistant.answer(entry.id, 'confirm', { window });
    expect(assistant.sending.value).toEqual({ entryId: entry.id, answer: 'confirm' });
    // A second tap.
    expect(await assistant.answer(entry.id, 'dismiss')).toBe(false);
    expect(await sent).toBe(true);
    expect(asked).toEqual([{ lineId, entryId: entry.id, answer: 'confirm', window }]);
    expect(learned).toEqual([confirmed]);
    expect(assistant.sending.value).toBeNull();
  });

  it('that is refused or does not get through leaves its reason, until the next one', async () => {
    const { connection, model: assistant } = model();
    const { id } = understanding(1, tomorrow);
    connection.answers['assistant.answer'] = () => {
      throw new AskError('conflict', 'Taken');
    };
    expect(await assistant.answer(id, 'confirm')).toBe(false);
    expect(assistant.trouble.value).toEqual({ entryId: id, answer: 'confirm', code: 'conflict' });
    connection.goOffline();
    expect(await assistant.answer(id, 'confirm')).toBe(false);
    expect(assistant.trouble.value?.code).toBe('offline');
    connection.goOnline();
    connection.answers['assistant.answer'] = () => understanding(1, tomorrow, { state: 'confirmed' });
    expect(await assistant.answer(id, 'confirm')).toBe(true);
    expect(assistant.trouble.value).toBeNull();
  });

  it('is never a bug in disguise', async () => {
    const { connection, model: assistant } = model();
    connection.answers['assistant.answer'] = () => {
      throw new TypeError('broken');
    };
    await expect(assistant.answer(understanding(1, tomorrow).id, 'confirm')).rejects.toThrow('broken');
    expect(assistant.sending.value).toBeNull();
  });
});
