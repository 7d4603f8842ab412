import type { LineId } from '#protocol';
import type { SeededLine } from '../../support/seed-lines.ts';
import { openRawPhone, type RawPhone } from '../../support/raw-phone.ts';

/** Handshakes under way at once. */
const AT_ONCE = 50;

/** Somebody on a line, connected. */
export interface Somebody {
  readonly lineId: LineId;
  readonly phone: RawPhone;
}

/** Both people of every line connect. A connection that ends before `leave` is an error: it was counted on. */
export async function connectEverybody(url: string, lines: readonly SeededLine[]) {
  const places = lines.flatMap(({ lineId, courierToken, recipientToken }) => [
    { lineId, token: courierToken },
    { lineId, token: recipientToken },
  ]);
  const people: Somebody[] = [];
  while (people.length < places.length) {
    const next = places.slice(people.length, people.length + AT_ONCE);
    const came = await Promise.all(
      next.map(async ({ lineId, token }) => ({ lineId, phone: await openRawPhone(url, token) })),
    );
    people.push(...came);
  }
  for (const { phone } of people)
    phone.onClose = () => {
      throw new Error('The server closed a connection in the middle of a measurement');
    };
  return {
    people,
    leave() {
      for (const { phone } of people) {
        phone.onClose = () => undefined;
        phone.close();
      }
    },
  };
}
