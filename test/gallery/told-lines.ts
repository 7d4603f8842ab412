import { alongDemoWalk } from '../../server/location/demo-place.ts';
import { came, doorPhoto, hours, northGate, note, status, talked, understood } from './sayings.ts';
import { ago, NOW, say } from './still.ts';
import { lineIdOf, memberId, sharedAt, toldLine, type LineOrder, type Saying, type ToldLine } from './people.ts';
import { language } from '../../client/language.ts';
import type { KeptLink } from '../../client/app/app-database.ts';
import type {
  AssistantAnswer,
  EntryBody,
  Point,
  PreferenceNoteId,
  Preferences,
  Role,
  Status,
  WaitingLine,
} from '#protocol';

const door: Point = { lat: 30.279794, lng: 120.021951 };
const fixed = (point: Point) => ({ point, accuracy: 12, speed: null, heading: null, at: NOW - 4000 });
const way = alongDemoWalk(40);
/** Where the courier has got to: over the bridge soon. */
const reached = 14;
const trail: readonly Point[] = way.slice(0, reached + 1);
const here = trail.at(-1) ?? { lat: 0, lng: 0 };

const rides = (of: Parameters<NonNullable<LineOrder['positions']>>[0]) => [
  sharedAt(of.courier, here, {
    trail: [...trail],
    away: { distanceM: 900, leftMs: 4 * 60_000, stopsLeft: 0, at: NOW - 4000 },
  }),
];

const talk = (): Saying[] => [
  [null, 5, status('out_for_delivery')],
  [
    'courier',
    2,
    note(
      6000,
      say('您好，我快到了，您在家吗？小区走哪个门好进？', 'Hello, I’m nearly there. Are you home? Which gate is best?'),
    ),
  ],
  ['recipient', 1, say('在家，走北门，跟保安说 3 号楼', 'At home. Take the north gate, tell the guard building 3')],
  ['recipient', 1, northGate()],
];

/** The line of the person at the door, while the courier comes. */
export const comingLine = (order: Partial<LineOrder> = {}): ToldLine =>
  toldLine({
    as: 'recipient',
    name: say('李女士', 'Ms Li'),
    door: say('3 号楼 2 单元 1201', 'Building 3, 2-1201'),
    said: talk(),
    positions: rides,
    ...order,
  });

/** The same line when all is over. */
export const endedLine = (to: Status = 'delivered'): ToldLine =>
  comingLine({
    status: to,
    statusAt: ago(3),
    positions: () => [],
    said: [
      ...talk(),
      ['courier', 6, say('您不在家的话，我放门口可以吗？', 'If you’re not home, may I leave it at the door?')],
      ['recipient', 5, say('可以，放鞋柜旁边', 'Yes, beside the shoe cabinet')],
      ['courier', 3, doorPhoto()],
      [null, 3, status(to)],
    ],
  });

/** The same line, when nothing has been heard of the courier for a while. */
export const oldLine = (): ToldLine =>
  comingLine({
    positions: (of) => [
      sharedAt(of.courier, here, {
        trail: [...trail],
        fix: { point: here, accuracy: 40, speed: null, heading: null, at: ago(3) },
        away: { distanceM: 900, leftMs: 4 * 60_000, stopsLeft: 0, at: ago(3) },
      }),
    ],
  });

/** People with every kind of position, and pins. */
export const crowdedLine = (): ToldLine => {
  const near = (north: number, east: number): Point => ({ lat: door.lat + north, lng: door.lng + east });
  const pin = (name: string, point: Point, meet = false): EntryBody => northGate({ name, point, source: 'pin', meet });
  return comingLine({
    also: ['agent', 'station'],
    said: [
      ...talk(),
      ['courier', 1, pin(say('停车的地方', 'Where I park'), near(0.0003, -0.0011))],
      ['recipient', 1, pin(say('在这里见', 'Meet here'), near(-0.0002, 0.0012), true)],
      ['station', 1, pin('', near(-0.0012, -0.0006))],
    ],
    positions: (of) => [
      ...rides(of),
      sharedAt(of.recipient, near(-0.0004, 0.0004), { fix: { ...fixed(near(-0.0004, 0.0004)), accuracy: 30 } }),
      sharedAt(of.station, near(-0.001, 0.0014), { fix: { ...fixed(near(-0.001, 0.0014)), at: ago(4) } }),
      sharedAt(of.agent, near(0.0016, -0.003), {
        sight: 'rough',
        fix: { ...fixed(near(0.0016, -0.003)), accuracy: 300 },
      }),
    ],
  });
};

/** Every kind of entry but voice notes. */
export const allKinds = (): ToldLine =>
  comingLine({
    also: ['agent'],
    said: [
      [null, 58, status('assigned')],
      ['courier', 12, talked(0)],
      ['recipient', 11, talked(84_000)],
      ['recipient', 10, { kind: 'taken_back', was: 'text' }],
      [null, 9, came(memberId('agent', 1), 'agent')],
      ['agent', 9, say('您好，我是客服，我看一下', 'Customer service here. Let me look')],
      ['courier', 7, doorPhoto()],
      ['recipient', 6, northGate({ meet: true, source: 'pin' })],
      ['courier', 4, say('好的', 'Fine')],
    ],
  });

/** Voice notes whose words are there, in both languages, on their way, missing, put right. */
export const notesOfAllKinds = (): ToldLine =>
  comingLine({
    said: [
      ['courier', 9, note(6000, say('您好，我快到了，您在家吗？', 'Hello, I’m nearly there. Are you home?'))],
      ['recipient', 8, note(2000, say('在家', 'Yes, I am'))],
      [
        'recipient',
        7,
        note(4000, {
          state: 'done',
          text: say('走北门', 'Take the north gate'),
          language: null,
          corrected: { by: memberId('recipient', 1), heard: say('走背门', 'Take the nor gate') },
        }),
      ],
      ['courier', 5, note(3000, { state: 'no_speech' })],
      ['courier', 4, note(8000, { state: 'failed', reason: 'engine_failed' })],
      ['courier', 1, note(5000, { state: 'pending' })],
    ],
  });

const tomorrow = hours(1, 19, 22);
const laterSaid = (): Saying => [
  'recipient',
  1,
  note(5000, say('我不在家，明天晚上七点以后再送吧', 'I’m not home. Tomorrow after seven, please')),
];

/** A line on which the assistant has understood something just now. */
const askedLine = (asked: Saying, of: Saying, order: Partial<LineOrder> = {}): ToldLine =>
  comingLine({ said: [...talk().slice(0, 2), of, asked], ...order });

/** Another time was said. */
export const timeLine = (): ToldLine =>
  askedLine([null, 1, understood({ do: 'reschedule', window: tomorrow, others: [] })], laterSaid());

/** No time was said. */
export const whenLine = (): ToldLine =>
  askedLine(
    [
      null,
      1,
      understood({
        do: 'reschedule',
        window: null,
        others: [hours(0, 18, 22), hours(1, 8, 12), hours(1, 12, 18)],
        why: 'not_home',
      }),
    ],
    ['recipient', 1, say('我不在家', 'I’m not home')],
  );

/** A place was said, which is the courier's to agree to. */
export const placeLine = (order: Partial<LineOrder> = {}): ToldLine =>
  askedLine(
    [null, 1, understood({ do: 'leave_at', place: 'guard' }, { asks: 'courier' })],
    ['recipient', 1, say('放门卫那里吧，谢谢', 'Please leave it with the guard, thanks')],
    order,
  );

/** The other time is booked, and can be undone. */
export const bookedLine = (): ToldLine =>
  comingLine({
    status: 'rescheduled',
    statusAt: ago(0),
    window: tomorrow,
    positions: () => [],
    said: [
      ...talk().slice(0, 2),
      laterSaid(),
      [
        null,
        1,
        understood(
          { do: 'reschedule', window: tomorrow, others: [] },
          { state: 'confirmed', answeredBy: memberId('recipient', 1), answeredAt: ago(0) },
        ),
      ],
      ['recipient', 0, { kind: 'status', status: 'rescheduled', window: tomorrow }],
    ],
  });

/** What became of all that was understood: one quiet line each. */
export const understoodLine = (): ToldLine => {
  const [courier, recipient] = [memberId('courier', 1), memberId('recipient', 1)];
  const asked = (answer: AssistantAnswer): Saying => [
    null,
    14,
    understood({ do: 'answer', answer }, { state: 'applied', about: courier, asks: null }),
  ];
  const door = { do: 'leave_at', place: 'door', detail: say('鞋柜上', 'on the shoe cabinet') } as const;
  return comingLine({
    said: [
      ['courier', 14, say('您在家吗？门禁密码多少？', 'Are you home? What is the door code?')],
      asked({ to: 'home', home: true, saidAt: ago(40) }),
      asked({ to: 'code', code: '4096#', saidAt: ago(40) }),
      ['recipient', 13, say('放门口鞋柜上', 'At the door, on the shoe cabinet')],
      [null, 13, understood(door, { state: 'confirmed', asks: 'courier', answeredBy: courier, answeredAt: ago(12) })],
      ['recipient', 12, say('算了，不要了', 'Never mind, I don’t want it')],
      [null, 12, understood({ do: 'person', about: 'refuse' }, { state: 'dismissed', answeredBy: recipient })],
      ['recipient', 11, say('明天吧', 'Tomorrow then')],
      [null, 11, understood({ do: 'reschedule', window: null, others: [], why: 'vague' }, { state: 'replaced' })],
      ['recipient', 10, say('明天晚上七点以后', 'Tomorrow after seven')],
      [
        null,
        10,
        understood(
          { do: 'reschedule', window: tomorrow, others: [] },
          { state: 'undone', answeredBy: recipient, answeredAt: ago(9) },
        ),
      ],
      ['recipient', 1, say('好的，马上下来', 'OK, coming down now')],
      [null, 1, understood({ do: 'coming' }, { state: 'applied' })],
    ],
  });
};

interface Stop {
  readonly zh: readonly [name: string, door: string, said?: string];
  readonly en: readonly [name: string, door: string, said?: string];
  readonly unread?: number;
  readonly by?: 'courier';
  readonly status?: Status;
  readonly isNote?: true;
}
const stops: readonly Stop[] = [
  {
    zh: ['陈先生', '4 号楼 1 单元 302', '门口有狗，放鞋柜上就行'],
    en: ['Mr Chen', 'Building 4, 1-302', 'There’s a dog, leave it on the shoe cabinet'],
    unread: 2,
    isNote: true,
  },
  {
    zh: ['Emma', '2 号楼 1 单元 1501', '两分钟下来'],
    en: ['Emma', 'Building 2, 1-1501', 'Coming down in two minutes'],
    unread: 1,
  },
  {
    zh: ['赵阿姨', '7 号楼 3 单元 601', '好的，放驿站'],
    en: ['Mrs Zhao', 'Building 7, 3-601', 'Fine, at the station'],
    by: 'courier',
  },
  { zh: ['Daniel', '9 号楼 1 单元 1102'], en: ['Daniel', 'Building 9, 1-1102'] },
  {
    zh: ['吴先生', '1 号楼 1 单元 1802', '谢谢'],
    en: ['Mr Wu', 'Building 1, 1-1802', 'Thank you'],
    status: 'delivered',
  },
  {
    zh: ['孙先生', '8 号楼 1 单元 1003', '放驿站吧'],
    en: ['Mr Sun', 'Building 8, 1-1003', 'The station, please'],
    status: 'at_station',
  },
];

const usual: Partial<Preferences> = {
  habit: { by: 'deliveries', place: 'door', times: 9, of: 10, when: 'weekend', part: null, strength: 0.87 },
};

/** Somebody of whom everything is known that can be said. */
export const wellKnown = (): Partial<Preferences> => ({
  habit: { by: 'recipient', place: 'door' },
  risk: { risk: 0.6, times: 4, of: 5, when: 'weekday', part: 'morning' },
  home: [{ when: 'weekday', part: 'evening', times: 6, of: 6 }],
  channel: { by: 'recipient', channel: 'message' },
  notes: [
    say('门禁坏了，从 2 单元绕进来', 'The entry phone is broken: come in by door 2'),
    say('狗会叫，按两下门铃', 'The dog barks, ring twice'),
    say('电梯要刷卡，让保安帮忙按 12 楼', 'The lift needs a card: the guard presses 12 for you'),
  ].map((text, n) => ({ id: `note-000${n}` as PreferenceNoteId, text, at: NOW })),
});

/** The line of a recipient of whom much is remembered. */
export const rememberedLine = (remembering: 'on' | 'off' = 'on', status: Status = 'out_for_delivery'): ToldLine => {
  const about = wellKnown();
  const order = {
    as: 'recipient',
    name: say('李女士', 'Ms Li'),
    door: say('3 号楼 2 单元 1201', 'Building 3, 2-1201'),
  } as const;
  if (remembering === 'off') return toldLine({ ...order, remembered: { remembering } });
  return toldLine({
    ...order,
    status,
    about,
    remembered: {
      remembering,
      deliveries: 12,
      since: NOW - 200 * 86_400_000,
      place: 'door',
      channel: 'message',
      places: [
        { place: 'door', times: 9 },
        { place: 'hand', times: 2 },
        { place: 'station', times: 1 },
      ],
      hours: [
        { when: 'weekday', part: 'morning', home: 1, away: 4 },
        { when: 'weekday', part: 'evening', home: 6, away: 0 },
      ],
      channels: [{ channel: 'message', times: 5 }],
      notes: about.notes ?? [],
    },
  });
};

/** A courier's day: the next stop, four more, two behind. */
export const round = (about: Partial<Preferences> = usual): ToldLine[] => [
  comingLine({
    as: 'courier',
    unread: 2,
    about,
    positions: (of) => [sharedAt(of.courier, here, { trail: [...trail], away: null })],
  }),
  ...stops.map(({ zh, en, unread = 0, by, status: to = 'out_for_delivery', isNote }, index) => {
    const [name, door, words] = [say(zh[0], en[0]), say(zh[1], en[1]), say(zh[2] ?? '', en[2] ?? '')];
    return toldLine({
      as: 'courier',
      stop: index + 2,
      name,
      door,
      status: to,
      unread,
      said: words ? [[by ?? 'recipient', 20 - index, isNote ? note(4000, words) : words]] : [],
    });
  }),
];

const deskSaid = (): Saying[] => [
  [null, 31, status('out_for_delivery')],
  [
    'courier',
    25,
    note(5000, say('您好，快递到楼下了，您在家吗？', 'Hello, I’m downstairs with your parcel. Are you home?')),
  ],
  ['recipient', 24, say('不在，放门口吧，谢谢', 'No, at the door please, thanks')],
  [
    'courier',
    17,
    note(7000, say('给您放在 1 单元 803 门口了，鞋柜旁边', 'I left it at the door of 1-803, by the shoe cabinet')),
  ],
  ['courier', 17, doorPhoto()],
  [null, 16, status('delivered')],
  ['recipient', 9, say('门口没有，哪儿都找了', 'It isn’t at the door. I looked everywhere')],
  ['agent', 8, say('您好，我是客服，正在问快递员', 'Customer service here. I’m asking the courier')],
];

/** Customer service: who waits, and the lines that it is on. */
export const deskLines = (as: 'agent' | 'station' = 'agent'): ToldLine[] => [
  toldLine({
    as,
    stop: 11,
    name: say('周先生', 'Mr Zhou'),
    door: say('6 号楼 2 单元 803', 'Building 6, 2-803'),
    courierName: say('刘师傅', 'Mr Liu'),
    reference: 'YD-2606-1233',
    status: 'delivered',
    statusAt: ago(16),
    said: deskSaid(),
    point: { lat: 30.27935, lng: 120.0238 },
  }),
  toldLine({
    as,
    stop: 12,
    name: 'Emma Clarke',
    door: say('2 号楼 1501', 'Building 2, 1501'),
    status: 'at_station',
    said: [['recipient', 21, 'The locker code doesn’t open it']],
    unread: 2,
    waitsSince: ago(21),
  }),
  toldLine({
    as,
    stop: 13,
    name: say('赵阿姨', 'Mrs Zhao'),
    door: say('7 号楼 3 单元 601', 'Building 7, 3-601'),
    status: 'at_station',
    said: [['recipient', 12, note(4000, say('驿站说没有我的件', 'The station says my parcel isn’t there'))]],
    unread: 1,
    waitsSince: ago(12),
  }),
];

/** A link that this phone has opened, two hours ago. */
export const keptLink = (role: Role, lines: readonly ToldLine[]): KeptLink => ({
  token: role,
  handle: role,
  at: ago(120),
  language: language.peek(),
  hello: {
    role,
    name: role === 'courier' ? say('王师傅', 'Wang') : '',
    lines: lines.map(({ summary }) => summary),
    quickReplies: [],
    now: ago(120),
  },
});

export const deskWaiting = (): WaitingLine[] => [
  {
    lineId: lineIdOf(21),
    reference: 'YD-2606-4410',
    status: 'failed',
    recipientName: say('李先生', 'Mr Li'),
    address: say('3 号楼 2 单元 1201', 'Building 3, 2-1201'),
    askedAt: ago(64),
  },
  {
    lineId: lineIdOf(22),
    reference: 'YD-2606-4411',
    status: 'lost',
    recipientName: 'Daniel Kim',
    address: say('9 号楼 2 单元 404', 'Building 9, 2-404'),
    askedAt: ago(5),
  },
];
