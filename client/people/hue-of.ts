import type { Role } from '#protocol';

/** The two people of the delivery have a hue, whoever joins them has none; at the desk blue is the recipient. */
export function hueOf(role: Role | undefined, mine: Role | undefined): 'me' | 'other' | 'joined' {
  if (role === 'station' || role === 'agent') return 'joined';
  const blue = mine === 'courier' ? 'courier' : 'recipient';
  return role === blue ? 'me' : 'other';
}
