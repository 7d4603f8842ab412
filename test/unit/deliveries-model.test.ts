import { describe, expect, it, vi } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createDeliveriesModel } from '../../client/deliveries/model.ts';
import type { Marks } from '../../client/timeline/marks.ts';
import { isAhead, nextStep, ordered, stepsDone } from '../../client/deliveries/progress.ts';
import { endWords } from '../../client/deliveries/end-words.ts';
import { statusWords, tripWords } from '../../client/deliveries/strings.ts';
import { language } from '../../client/language.ts';
import { statuses } from '#protocol';
import type {
  Entry,
  EntryId,
  Hello,
  LineId,
  LineSummary,
  MemberId,
  NoteId,
  PhotoId,
  StationId,
  Status,
  WaitingLine,
} from '#protocol';
import { FakeConnection } from '../support/fake-connection.ts';

const me = 'member-courier' as MemberId;
const her = 'member-recipient' as MemberId;
const first = 'line-0001' as LineId;
const second = 'line-0002' as LineId;

const line = (id: LineId, stop: number, status: Status = 'out_for_delivery'): LineSummary => ({
  delivery: {
    id,
    reference: 'YD0001',
    status,
    recipientName: '李女士',
    courierName: '王师傅',
    address: '演示花园',
    addressDetail: '',
    point: { lat: 30, lng: 120 },
    window: null,
    statusAt: 0,
  },
  me,
  members: [],
  stop,
  lastWords: null,
  unread: 0,
  waitsSince: null,
});

const text = (lineId: LineId, seq: number, by: MemberId, said: string): Entry => ({
  id: `entry-${lineId}-${seq}` as EntryId,
  lineId,
  seq,
  rev: seq,
  at: seq,
  by,
  clientId: null,
  replyTo: null,
  body: { kind: 'text', text: said },
});

const soon = (check: () => void) => vi.waitFor(check, { interval: 1, timeout: 8000 });

function open(lines: LineSummary[], role: Hello['role'] = 'courier') {
  const connection = new FakeConnection();
  const hello: Hello = { role, name: '王师傅', lines, quickReplies: [], now: 0 };
  connection.answers = { 'people.hello': () => hello };
  /** What the model has asked to be called back for. */
  const due: (() => void)[] = [];
  const arrived: [LineId, number][] = [];
  const marks: Marks = {
    arrived: (lineId, seq) => void arrived.push([lineId, seq]),
    shown() {},
    look() {},
    known() {},
    close() {},
  };
  const model = createDeliveriesModel({ connection, marks, after: (_, run) => void due.push(run) });
  connection.goOnline();
  return { connection, model, hello, due, arrived };
}

describe('a round on the courier’s page', () => {
  it('knows its lines once it is online', async () => {
    const { model } = open([line(first, 1), line(second, 2)]);
    expect(model.role.value).toBe(null);
    await soon(() => expect(model.role.value).toBe('courier'));
    expect(model.lines.value).toHaveLength(2);
  });

  it('stops saying that there is no network once there is one', async () => {
    const { model, connection } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    connection.goOffline();
    await model.setStatus(first, 'arrived');
    expect(model.trouble.value).toEqual({ lineId: first, code: 'offline' });
    connection.goOnline();
    expect(model.trouble.value).toBe(null);
  });

  it('shows the last words of a line and counts what was not read, once', async () => {
    const { model, connection } = open([line(first, 1), line(second, 2)]);
    await soon(() => expect(model.lines.value).toHaveLength(2));
    model.look(first);
    connection.notify('timeline.changed', text(first, 1, her, 'in sight'));
    connection.notify('timeline.changed', text(second, 1, her, 'dog at the door'));
    connection.notify('timeline.changed', text(second, 1, her, 'dog at the door'));
    connection.notify('timeline.changed', text(second, 2, me, 'ok'));
    expect(model.unread.value).toEqual(new Map([[second, 1]]));
    expect(model.lines.value.map(({ lastWords }) => lastWords?.text)).toEqual(['in sight', 'ok']);
    model.look(second);
    expect(model.unread.value).toEqual(new Map());
  });

  it('says so where a name was erased', async () => {
    const known = line(first, 1);
    const { model } = open([
      known,
      {
        ...line(second, 2),
        delivery: { ...line(second, 2).delivery, recipientName: '' },
        members: [{ id: her, lineId: second, role: 'recipient', name: '', left: false }],
      },
    ]);
    await soon(() => expect(model.lines.value).toHaveLength(2));
    expect(model.lines.value[0]).toBe(known);
    const { delivery, members } = model.lines.value[1] ?? known;
    expect([delivery.recipientName, members[0]?.name]).toEqual(['Name erased', 'Name erased']);
  });

  it('takes the server’s count after it was away, and counts on from it', async () => {
    const { model, connection, hello } = open([{ ...line(first, 1), unread: 2 }]);
    await soon(() => expect(model.unread.value).toEqual(new Map([[first, 2]])));
    connection.notify('timeline.changed', text(first, 5, her, 'one more'));
    expect(model.unread.value.get(first)).toBe(3);
    connection.goOffline();
    hello.lines = [
      { ...line(first, 1), unread: 6, lastWords: { by: her, kind: 'text', text: 'are you near?', at: 8 } },
    ];
    connection.goOnline();
    await soon(() => expect(model.unread.value.get(first)).toBe(6));
    connection.notify('timeline.changed', text(first, 8, her, 'are you near?')); // counted in the answer already
    expect(model.unread.value.get(first)).toBe(6);
    connection.notify('timeline.changed', text(first, 9, her, 'hello?'));
    expect(model.unread.value.get(first)).toBe(7);
  });

  it('keeps the count of a notice that was faster than the first answer', async () => {
    const { model, connection, hello } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    hello.lines = [{ ...line(first, 1), lastWords: { by: her, kind: 'text', text: 'counted', at: 3 } }];
    connection.notify('timeline.changed', text(first, 3, her, 'counted'));
    connection.notify('timeline.changed', text(first, 4, her, 'too new for the answer'));
    connection.goOffline();
    connection.goOnline();
    await soon(() => expect(model.unread.value).toEqual(new Map([[first, 1]])));
  });

  it('counts what was read on another phone as read', async () => {
    const { model, connection } = open([{ ...line(first, 1), unread: 2 }]);
    await soon(() => expect(model.unread.value.get(first)).toBe(2));
    for (const seq of [3, 4]) connection.notify('timeline.changed', text(first, seq, her, 'more'));
    connection.notify('timeline.marked', { lineId: first, memberId: her, delivered: 4, read: 4 });
    expect(model.unread.value.get(first)).toBe(4);
    connection.notify('timeline.marked', { lineId: first, memberId: me, delivered: 4, read: 3 });
    expect(model.unread.value.get(first)).toBe(1);
    connection.notify('timeline.marked', { lineId: first, memberId: me, delivered: 4, read: 4 });
    expect(model.unread.value).toEqual(new Map());
  });

  it('counts every way of saying something, and not what happens or is taken back', async () => {
    const { model, connection } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    const bodies: Entry['body'][] = [
      { kind: 'photo', photoId: 'photo-0001' as PhotoId, width: 1, height: 1, sha256: '' },
      {
        kind: 'voice',
        noteId: 'note-0001' as NoteId,
        durationMs: 1,
        sha256: '',
        peaks: [],
        transcript: { state: 'pending' },
      },
      { kind: 'place', point: { lat: 0, lng: 0 }, name: 'gate', source: 'pin', accuracy: null },
      { kind: 'status', status: 'nearby' },
      { kind: 'member', memberId: her, role: 'station', change: 'joined' },
    ];
    const kinds = bodies.map((body, index) => {
      connection.notify('timeline.changed', { ...text(first, index + 1, her, ''), body });
      return model.lines.value[0]?.lastWords?.kind;
    });
    expect(kinds).toEqual(['photo', 'voice', 'place', 'status', 'member']);
    expect(model.unread.value.get(first)).toBe(3);
    const takenBack: Entry = { ...text(first, 1, her, ''), rev: 9, body: { kind: 'taken_back', was: 'photo' } };
    connection.notify('timeline.changed', takenBack);
    expect(model.unread.value.get(first)).toBe(2);
    expect(model.lines.value[0]?.lastWords?.kind).toBe('member');
  });

  it('does not count a transcript that comes after the note was read', async () => {
    const { model, connection } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    connection.notify('timeline.changed', text(first, 1, her, ''));
    model.look(first);
    model.look(null);
    connection.notify('timeline.changed', { ...text(first, 1, her, 'what was said'), rev: 2 });
    expect(model.unread.value).toEqual(new Map());
  });

  it('tells that what others said has arrived, on every line of the round', async () => {
    const { model, connection, arrived } = open([line(first, 1), line(second, 2)]);
    await soon(() => expect(model.lines.value).toHaveLength(2));
    connection.notify('timeline.changed', text(second, 4, her, 'here'));
    connection.notify('timeline.changed', text(second, 5, me, 'mine'));
    expect(arrived).toEqual([[second, 4]]);
  });

  it('takes in a delivery that is added or moved by somebody else', async () => {
    const { model, connection } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    connection.notify('deliveries.added', line(second, 2));
    connection.notify('deliveries.changed', { ...line(first, 1).delivery, status: 'delivered' });
    const { ahead, over } = ordered(model.lines.value);
    expect(ahead.map(({ delivery }) => delivery.id)).toEqual([second]);
    expect(over.map(({ delivery }) => delivery.id)).toEqual([first]);
  });

  it('knows who comes to a line and who leaves it, and forgets a line it is off', async () => {
    const { model, connection } = open([line(first, 1), { ...line(second, 2), unread: 1 }]);
    await soon(() => expect(model.lines.value).toHaveLength(2));
    const members = [{ id: her, lineId: first, role: 'station' as const, name: '驿站', left: false }];
    connection.notify('people.members_changed', { lineId: first, members });
    expect(model.lines.value[0]?.members).toEqual(members);
    connection.notify('deliveries.removed', { lineId: second });
    expect(model.lines.value).toHaveLength(1);
    expect(model.unread.value).toEqual(new Map());
  });

  it('says why a step did not happen, and forgets it with the next step', async () => {
    const { model, connection } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    connection.answers['deliveries.set_status'] = () => {
      throw new AskError('step_not_allowed', 'Not this way');
    };
    await model.setStatus(first, 'arrived');
    expect(model.trouble.value).toEqual({ lineId: first, code: 'step_not_allowed' });
    connection.answers['deliveries.set_status'] = ({ status }) => ({ ...line(first, 1).delivery, status });
    await model.setStatus(first, 'arrived');
    expect(model.trouble.value).toBe(null);
    expect(model.lines.value[0]?.delivery.status).toBe('arrived');
    expect(model.moving.value).toBe(null);
  });

  it('takes the second tap of a double tap for no step: the next button stands under the same thumb', async () => {
    const { model, connection, due } = open([line(first, 1), line(second, 2)]);
    await soon(() => expect(model.lines.value).toHaveLength(2));
    const asked: string[] = [];
    connection.answers['deliveries.set_status'] = ({ lineId, status }) => {
      asked.push(`${lineId} ${status}`);
      return { ...line(lineId, 1).delivery, status };
    };
    await model.setStatus(first, 'delivered');
    await model.setStatus(second, 'arrived');
    expect(model.settling.value).toBe(true);
    expect(asked).toEqual([`${first} delivered`]);
    for (const run of due.splice(0)) run();
    await model.setStatus(second, 'arrived');
    expect(asked).toEqual([`${first} delivered`, `${second} arrived`]);
  });

  it('takes no tap right after the courier’s own position has put another step under the thumb', async () => {
    const { model, connection, due } = open([line(first, 1)]);
    await soon(() => expect(model.lines.value).toHaveLength(1));
    const asked: string[] = [];
    connection.answers['deliveries.set_status'] = ({ lineId, status }) => {
      asked.push(status);
      return { ...line(lineId, 1).delivery, status };
    };
    const now = (status: Status) => connection.notify('deliveries.changed', { ...line(first, 1).delivery, status });
    now('nearby');
    expect(model.settling.value).toBe(false);
    now('arrived');
    expect(model.settling.value).toBe(true);
    await model.setStatus(first, 'delivered');
    expect(asked).toEqual([]);
    // The first of two changes does not end the time of the second.
    now('rescheduled');
    due.shift()?.();
    expect(model.settling.value).toBe(true);
    for (const run of due.splice(0)) run();
    expect(model.settling.value).toBe(false);
  });
});

describe('the steps of a delivery', () => {
  it('lead from the courier setting out to the hand-over', () => {
    expect((['assigned', 'out_for_delivery', 'nearby', 'arrived', 'delivered'] as const).map(nextStep)).toEqual([
      'out_for_delivery',
      'arrived',
      'arrived',
      'delivered',
      null,
    ]);
  });

  it('fill one bar after the other, and none once off the plan', () => {
    expect((['created', 'out_for_delivery', 'nearby', 'arrived', 'delivered'] as const).map(stepsDone)).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(stepsDone('refused')).toBe(null);
  });

  it.each(['zh', 'en'] as const)('have words for every status in %s', (reader) => {
    language.value = reader;
    for (const status of statuses) {
      const words = isAhead(status) ? tripWords()[status] : endWords()[status];
      for (const said of [statusWords()[status].short, words.head, words.sentence('王师傅')])
        expect(said.length).toBeGreaterThan(1);
    }
  });
});

describe('the language of one’s voice notes', () => {
  it('is told for all lines, and shown as soon as the server has it', async () => {
    const member = { id: me, lineId: first, role: 'courier', name: '王师傅', left: false } as const;
    const other = { ...member, id: her, role: 'recipient', speaks: 'en' } as const;
    const { model, connection } = open([{ ...line(first, 1), members: [member, other] }]);
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(1));
    connection.answers['people.speak'] = () => null;
    expect(await model.speak('zh')).toBe(null);
    expect(model.lines.value[0]?.members).toEqual([{ ...member, speaks: 'zh' }, other]);
    expect(await model.speak(null)).toBe(null);
    expect(model.lines.value[0]?.members).toEqual([member, other]);
    connection.goOffline();
    expect(await model.speak('en')).toBe('offline');
    expect(model.lines.value[0]?.members).toEqual([member, other]);
  });
});

describe('calling others to a line', () => {
  const stationId = 'S1' as StationId;

  it('names the stations and calls one, or says why it could not', async () => {
    const { model, connection } = open([line(first, 1)]);
    const stations = [{ id: stationId, name: '驿站' }];
    connection.answers['people.stations'] = () => ({ stations });
    expect(await model.stations(first)).toEqual(stations);
    connection.answers['people.invite'] = ({ invite }) => {
      if (invite.role === 'agent') throw new AskError('forbidden', 'No');
      expect(invite.stationId).toBe(stationId);
      return null;
    };
    expect(await model.invite(first, { role: 'station', stationId })).toBe(null);
    expect(await model.invite(first, { role: 'agent' })).toBe('forbidden');
    connection.goOffline();
    expect(await model.invite(first, { role: 'agent' })).toBe('offline');
  });
});

describe('the desk', () => {
  const waiting = (lineId: LineId, askedAt: number): WaitingLine => ({
    lineId,
    reference: 'YD0001',
    status: 'lost',
    recipientName: '李女士',
    address: '6号楼',
    askedAt,
  });

  async function desk() {
    const opened = open([], 'agent');
    opened.connection.answers['deliveries.waiting'] = () => ({ lines: [waiting(first, 5)] });
    await soon(() => expect(opened.model.waiting.value).toHaveLength(1));
    return opened;
  }

  it('sees who waits, longest first, until somebody has come', async () => {
    const { model, connection } = await desk();
    connection.notify('deliveries.waiting_changed', { lineId: second, waiting: waiting(second, 2) });
    expect(model.waiting.value.map(({ lineId }) => lineId)).toEqual([second, first]);
    connection.notify('deliveries.waiting_changed', { lineId: first, waiting: null });
    expect(model.waiting.value.map(({ lineId }) => lineId)).toEqual([second]);
  });

  it('comes to a line and leaves it', async () => {
    const { model, connection } = await desk();
    connection.answers['people.join'] = ({ lineId }) => ({ ...line(lineId, 1), unread: 3 });
    connection.answers['people.leave'] = () => null;
    expect(await model.join(first)).toBe(null);
    expect(model.lines.value.map(({ delivery }) => delivery.id)).toEqual([first]);
    expect(model.unread.value.get(first)).toBe(3);
    expect(await model.leave(first)).toBe(null);
    expect(model.lines.value).toEqual([]);
  });

  it('searches all lines', async () => {
    const { model, connection } = await desk();
    connection.answers['timeline.search'] = (asked) => {
      expect(asked).toEqual({ lineId: null, text: '丰巢', after: 'more' });
      return { found: [], next: null };
    };
    expect(await model.search('丰巢', 'more')).toEqual({ found: [], next: null });
  });
});
