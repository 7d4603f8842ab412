import type { Handlers, Parts } from '../parts.ts';

/** Who the asker is, and what is theirs. */
export function peopleHandlers({ clock, deliveries }: Pick<Parts, 'clock' | 'deliveries'>) {
  return {
    async 'people.hello'({ actor }) {
      const lines = await deliveries.linesOf(actor);
      const me = lines[0]?.members.find((member) => member.id === lines[0]?.me);
      return { role: actor.role, name: me?.name ?? '', lines, quickReplies: [], now: clock.now() };
    },
  } satisfies Pick<Handlers, 'people.hello'>;
}
