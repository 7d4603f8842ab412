import { t as pageWords } from '../../client/pages/strings.ts';
import { t as roundWords } from '../../client/deliveries/round-strings.ts';
import { callId, other } from './still-models.ts';
import { lineIdOf, memberId, toldLine } from './people.ts';
import { say } from './still.ts';
import { allKinds, notesOfAllKinds, comingLine, deskLines, deskWaiting, endedLine, round } from './told-lines.ts';
import type { PageScene } from './page-scene.tsx';

const recipient = () => ({ role: 'recipient' as const, lines: [comingLine()] });
const courier = () => ({ role: 'courier' as const, lines: round() });
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
    press: () => [roundWords().ride],
  },
  {
    name: 'desk',
    title: 'Customer service',
    isPage: true,
    told: () => ({ role: 'agent', lines: deskLines(), waiting: deskWaiting() }),
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
    told: recipient,
    isOffline: true,
    say: () => [say('我马上下来', 'I’m coming down'), say('在北门等我一下', 'Wait for me at the north gate')],
  },
  { name: 'shut-out', title: 'The link has expired', isPage: true, told: recipient, refused: 'link_expired' },

  ...(['left_at_place', 'at_station', 'rescheduled', 'refused', 'failed', 'lost'] as const).map((status) => ({
    name: `end-${status.replaceAll('_', '-')}`,
    title: `The end: ${status}`,
    told: () => ({ role: 'recipient' as const, lines: [endedLine(status)] }),
  })),
  { name: 'opening', title: 'Before the server has answered', told: null },
  { name: 'recording', title: 'Recording, held', told: recipient, recording: 'held' },
  { name: 'recording-locked', title: 'Recording, locked', told: recipient, recording: 'locked' },
  {
    name: 'timeline',
    title: 'Texts, a photo, places, what is gone, calls',
    told: () => ({ role: 'recipient', lines: [allKinds()] }),
    press: () => [pageWords().moreTimeline],
  },
  {
    name: 'notes',
    title: 'Voice notes: their words in each state',
    told: () => ({ role: 'recipient', lines: [notesOfAllKinds()] }),
    press: () => [pageWords().moreTimeline],
  },
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
  { name: 'sharing-denied', title: 'The position is denied', told: recipient, sharing: { phase: 'denied' } },
  { name: 'courier-line', title: 'Courier: one line', told: courier, at: lineIdOf(1) },
  { name: 'courier-done', title: 'Courier: an empty round', told: () => ({ role: 'courier', lines: [] }) },
  {
    name: 'station',
    title: 'Pickup station',
    told: () => ({ role: 'station', lines: deskLines('station') }),
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
