import { describe, expect, it, vi } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createDeliveriesModel } from '../../client/deliveries/model.ts';
import { nextStep, ordered, stepsDone } from '../../client/deliveries/progress.ts';
import { statusWords } from '../../client/deliveries/strings.ts';
import { language } from '../../client/language.ts';
import { statuses } from '#protocol';
import type { Entry, EntryId, Hello, LineId, LineSummary, MemberId, Status } from '#protocol';
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
});

const text = (lineId: LineId, seq: number, by: MemberId, said: string): Entry => ({
  id: `entry-${lineId}-${seq}` as EntryId,
  lineId,
  seq,
  rev: seq,
  at: seq,
  by,
  clientId: null,
  body: { kind: 'text', text: said },
});

function open(lines: LineSummary[]) {
  const connection = new FakeConnection();
  const hello: Hello = { role: 'courier', name: '王师傅', lines, now: 0 };
  connection.answers = { 'people.hello': () => hello };
  /** What the model has asked to be called back for. */
  const due: (() => void)[] = [];
  const model = createDeliveriesModel({ connection, after: (_, run) => void due.push(run) });
  connection.goOnline();
  return { connection, model, hello, due };
}

describe('a round on the courier’s page', () => {
  it('knows its lines once it is online', async () => {
    const { model } = open([line(first, 1), line(second, 2)]);
    expect(model.role.value).toBe(null);
    await vi.waitFor(() => expect(model.role.value).toBe('courier'));
    expect(model.lines.value).toHaveLength(2);
  });

  it('stops saying that there is no network once there is one', async () => {
    const { model, connection } = open([line(first, 1)]);
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(1));
    connection.goOffline();
    await model.setStatus(first, 'arrived');
    expect(model.trouble.value).toEqual({ lineId: first, code: 'offline' });
    connection.goOnline();
    expect(model.trouble.value).toBe(null);
  });

  it('shows the last words of a line and counts what was not read, once', async () => {
    const { model, connection } = open([line(first, 1), line(second, 2)]);
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(2));
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

  it('counts what was said while it was away as unread', async () => {
    const { model, connection, hello } = open([line(first, 1)]);
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(1));
    connection.goOffline();
    hello.lines = [{ ...line(first, 1), lastWords: { by: her, kind: 'text', text: 'are you near?', at: 9 } }];
    connection.goOnline();
    await vi.waitFor(() => expect(model.unread.value).toEqual(new Map([[first, 1]])));
  });

  it('takes in a delivery that is added or moved by somebody else', async () => {
    const { model, connection } = open([line(first, 1)]);
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(1));
    connection.notify('deliveries.added', line(second, 2));
    connection.notify('deliveries.changed', { ...line(first, 1).delivery, status: 'delivered' });
    const { ahead, over } = ordered(model.lines.value);
    expect(ahead.map(({ delivery }) => delivery.id)).toEqual([second]);
    expect(over.map(({ delivery }) => delivery.id)).toEqual([first]);
  });

  it('says why a step did not happen, and forgets it with the next step', async () => {
    const { model, connection } = open([line(first, 1)]);
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(1));
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
    await vi.waitFor(() => expect(model.lines.value).toHaveLength(2));
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
      const words = statusWords()[status];
      for (const said of [words.short, words.head, words.sentence('王师傅')]) expect(said.length).toBeGreaterThan(1);
    }
  });
});
