import { callId, other } from './still-models.ts';
import { lineIdOf, memberId, toldLine, type LineOrder, type ToldLine } from './people.ts';
import { say } from './still.ts';
import {
  allKinds,
  bookedLine,
  comingLine,
  crowdedLine,
  deskLines,
  deskWaiting,
  endedLine,
  keptLink,
  notesOfAllKinds,
  oldLine,
  placeLine,
  rememberedLine,
  round,
  timeLine,
  understoodLine,
  whenLine,
  wellKnown,
} from './told-lines.ts';
import type { PageScene } from './page-scene.tsx';

const recipient = () => ({ role: 'recipient' as const, lines: [comingLine()] });
const courier = () => ({ role: 'courier' as const, lines: round() });
const agent = () => ({ role: 'agent' as const, lines: deskLines(), waiting: deskWaiting() });
const asked = (line: () => ToldLine) => () => ({ role: 'recipient' as const, lines: [line()] });
/** The round, whose next door has a question. */
const courierAsked = (about: LineOrder['about'] = {}) => ({
  role: 'courier' as const,
  lines: [placeLine({ as: 'courier', positions: () => [], about }), ...round().slice(1)],
});
const mapOfAll = () => ({ role: 'recipient' as const, lines: [crowdedLine()] });
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
const [COURIER, RECIPIENT] = [memberId('courier', 1), memberId('recipient', 1)];

const long = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(6).trim();

/** Every page and state that is drawn whole. The names are those of the pictures. */
export const pageScenes: readonly PageScene[] = [
  { name: 'recipient', title: 'Recipient', isPage: true, told: recipient },
  { name: 'courier', title: 'Courier: the round', isPage: true, told: courier },
  {
    name: 'riding',
    title: 'Courier: riding',
    isPage: true,
    told: courier,
    press: ['.ride-open'],
  },
  {
    name: 'desk',
    title: 'Customer service',
    isPage: true,
    told: agent,
    at: lineIdOf(11),
  },
  { name: 'end', title: 'Delivered', isPage: true, told: () => ({ role: 'recipient', lines: [endedLine()] }) },
  {
    name: 'incoming',
    title: 'Somebody calls',
    isPage: true,
    told: recipient,
    call: () => ({ state: { phase: 'incoming', callId, from: COURIER, others: [other(COURIER)] } }),
  },
  {
    name: 'call',
    title: 'In a call',
    isPage: true,
    told: recipient,
    call: () => ({
      state: { phase: 'talking', callId, others: [other(COURIER)] },
      quality: 'good',
      levels: [[COURIER, 0.7]],
      captions: [
        {
          id: 1,
          memberId: COURIER,
          at: 0,
          text: say('我到北门了，往哪边走？', 'I’m at the north gate. Which way?'),
          final: true,
        },
        { id: 2, memberId: RECIPIENT, at: 0, text: say('进门左手第一栋', 'First building on the left'), final: false },
      ],
    }),
  },
  {
    name: 'offline',
    title: 'Without a network',
    isPage: true,
    told: () => ({ role: 'recipient', lines: [oldLine()] }),
    isOffline: true,
    say: () => [say('我马上下来', 'I’m coming down'), say('在北门等我一下', 'Wait for me at the north gate')],
  },
  { name: 'shut-out', title: 'The link has expired', isPage: true, told: recipient, refused: 'link_expired' },
  {
    name: 'app',
    title: 'Where the installed app begins',
    isPage: true,
    told: null,
    kept: () => [keptLink('recipient', [comingLine()]), keptLink('courier', round())],
  },

  ...(['left_at_place', 'at_station', 'rescheduled', 'refused', 'failed', 'lost'] as const).map((status) => ({
    name: `end-${status.replaceAll('_', '-')}`,
    title: `The end: ${status}`,
    told: () => ({ role: 'recipient' as const, lines: [endedLine(status)] }),
  })),
  { name: 'app-empty', title: 'The installed app, before a link was opened', told: null, kept: () => [] },
  { name: 'opening', title: 'Before the server has answered', told: null },
  { name: 'recording', title: 'Recording, held', told: recipient, recording: 'held' },
  { name: 'microphone-denied', title: 'The microphone is refused', told: recipient, recording: 'denied' },
  {
    name: 'microphone-help',
    title: 'What helps in this browser',
    told: recipient,
    recording: 'denied',
    browser: ANDROID,
    press: ['.talk-refusal button'],
  },
  {
    name: 'microphone-in-app',
    title: 'The way out of an app that has no microphone',
    told: recipient,
    recording: 'denied',
    browser: `${ANDROID} MicroMessenger/8.0.50`,
    press: ['.talk-refusal button'],
  },
  { name: 'recording-locked', title: 'Recording, locked', told: recipient, recording: 'locked' },
  {
    name: 'timeline',
    title: 'Texts, a photo, places, what is gone, calls',
    told: () => ({ role: 'recipient', lines: [allKinds()] }),
    on: 'tall',
  },
  {
    name: 'notes',
    title: 'Voice notes: their words in each state',
    told: () => ({ role: 'recipient', lines: [notesOfAllKinds()] }),
    on: 'tall',
  },
  { name: 'asked-time', title: 'Another time was understood', told: asked(timeLine) },
  { name: 'asked-when', title: 'Another time was wished for: which?', told: asked(whenLine) },
  {
    name: 'asked-times',
    title: 'The times to choose from',
    told: asked(timeLine),
    press: ['.ask-more'],
  },
  { name: 'asked-booked', title: 'Another time is booked, with the way back', told: asked(bookedLine) },
  { name: 'understood', title: 'What became of all that was understood', told: asked(understoodLine), on: 'tall' },
  { name: 'courier-asked', title: 'Courier: asked about a place', told: () => courierAsked() },
  {
    name: 'courier-line-asked',
    title: 'Courier: asked on a line of whose door much is known',
    told: () => courierAsked(wellKnown()),
    at: lineIdOf(1),
  },
  { name: 'riding-asked', title: 'Courier: asked while riding', told: () => courierAsked(), press: ['.ride-open'] },
  {
    name: 'not-sent',
    title: 'Refused by the server',
    told: () => ({ ...recipient(), isMute: true }),
    say: () => [say('我马上下来', 'I’m coming down')],
  },
  {
    name: 'nothing-said',
    title: 'Nothing said yet',
    told: () => ({ role: 'recipient', lines: [comingLine({ said: [] })] }),
  },
  { name: 'sharing', title: 'Sharing a position', told: recipient, sharing: { phase: 'sharing', weak: false } },
  {
    name: 'share-time',
    title: 'How long to share',
    told: recipient,
    sharing: { phase: 'sharing', weak: false },
    press: ['.share-time'],
  },
  { name: 'position-old', title: 'A position that is old', told: () => ({ role: 'recipient', lines: [oldLine()] }) },
  { name: 'map', title: 'Everything that a map can show', told: mapOfAll, on: 'desk' },
  {
    name: 'more',
    title: 'What a line has beside its words',
    told: () => ({ role: 'recipient', lines: [comingLine({ remembered: { remembering: 'on' } })] }),
    press: ['.more-button'],
  },
  { name: 'send-place', title: 'Sending a place', told: recipient, press: ['.tool[aria-haspopup=dialog]'] },
  { name: 'sharing-denied', title: 'The position is denied', told: recipient, sharing: { phase: 'denied' } },
  { name: 'courier-line', title: 'Courier: one line', told: courier, at: lineIdOf(1) },
  {
    name: 'remembered',
    title: 'What is remembered of a recipient',
    told: () => ({ role: 'recipient', lines: [rememberedLine()] }),
    press: ['.more-button', '.line-sheet .act[aria-haspopup=dialog]'],
    on: 'tall',
  },
  {
    name: 'end-remembered',
    title: 'The end, with the way to what is remembered',
    told: () => ({ role: 'recipient', lines: [rememberedLine('on', 'delivered')] }),
  },
  {
    name: 'remembered-confirm',
    title: 'Before everything that is remembered is deleted',
    told: () => ({ role: 'recipient', lines: [rememberedLine()] }),
    press: ['.more-button', '.line-sheet .act[aria-haspopup=dialog]', '.remembered-switch input'],
  },
  {
    name: 'remembered-off',
    title: 'Nothing is remembered, by choice',
    told: () => ({ role: 'recipient', lines: [rememberedLine('off')] }),
    press: ['.more-button', '.line-sheet .act[aria-haspopup=dialog]'],
  },
  {
    name: 'courier-known',
    title: 'Courier: a door of which much is known',
    told: () => ({ role: 'courier', lines: round(wellKnown()) }),
  },
  {
    name: 'courier-known-line',
    title: 'Courier: the same, its line open',
    told: () => ({ role: 'courier', lines: round(wellKnown()) }),
    at: lineIdOf(1),
  },
  {
    name: 'courier-outcome',
    title: 'Courier: not handed over',
    told: courier,
    press: ['.stop-otherwise'],
  },
  { name: 'courier-done', title: 'Courier: an empty round', told: () => ({ role: 'courier', lines: [] }) },
  {
    name: 'station',
    title: 'Pickup station',
    told: () => ({ role: 'station', lines: deskLines('station') }),
  },
  {
    name: 'desk-call',
    title: 'Customer service in a call',
    on: 'desk',
    told: agent,
    at: lineIdOf(11),
    call: () => ({
      state: { phase: 'talking', callId, others: [other(memberId('courier', 11)), other(memberId('recipient', 11))] },
      quality: 'good',
      seconds: 134,
      levels: [[memberId('courier', 11), 0.7]],
      captions: [
        {
          id: 1,
          memberId: memberId('courier', 11),
          at: 0,
          text: say('那应该是我看错单元了，我现在回去拿', 'I must have taken the wrong door. I’ll go and get it'),
          final: true,
        },
      ],
    }),
  },
  {
    name: 'desk-found',
    title: 'Customer service: words that were looked for',
    on: 'desk',
    told: agent,
    at: lineIdOf(11),
    lookFor: () => say('门口', 'door'),
  },
  {
    name: 'long-names',
    title: 'Long names, an address of five lines, two directions',
    told: () => ({
      role: 'recipient',
      lines: [
        toldLine({
          as: 'recipient',
          name: 'محمد بن عبد الله',
          courierName: long,
          door: `${long}, ${long}`,
          said: [['courier', 3, `${long} שלום`]],
        }),
      ],
    }),
  },
];
