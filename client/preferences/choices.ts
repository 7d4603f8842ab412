import type { ContactChannel, KeptPlace } from '#protocol';

/** Places that a recipient can choose. Where "somewhere else" is, a note says. */
export const placeChoices = [
  'hand',
  'door',
  'guard',
  'locker',
  'station',
  'reception',
  'neighbour',
  'mailbox',
] as const satisfies readonly KeptPlace[];

export const contactChannelChoices = ['call', 'message', 'none'] as const satisfies readonly ContactChannel[];
