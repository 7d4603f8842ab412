import type { AgentId, Hello, LineId, Member, MemberId, StationId } from '#protocol';
import type { Waiting } from '../deliveries/waiting.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Handlers, Scope } from '../parts.ts';
import { type GuestScope, openComings } from './comings.ts';
import { isGuest, may } from './rules.ts';
import type { OperatorData } from '../operator-data.ts';
import type { QuickReplies } from '../protocol/operator-quick-replies.ts';
import type { KnownMember, PeopleStore } from './store.ts';

type PeopleHandlers = Pick<Handlers, Extract<keyof Handlers, `people.${string}`>>;

type Needs = Parameters<typeof openComings>[0] & {
  store: PeopleStore;
  waiting: Waiting;
  quickReplies: Pick<OperatorData<QuickReplies>, 'get'>;
  /** Whether a page of theirs is open at this moment. */
  hasPage: (scope: Scope) => boolean;
};

/** A station or an agent, as the operator names them. */
export type Guest = { role: 'station'; id: StationId } | { role: 'agent'; id: AgentId };

/** What the operator's backend does with people. */
export interface PeopleOperator {
  /** Names a station or an agent; true where there was none with this id. */
  name(guest: Guest, name: string): Promise<boolean>;
  /** Refuses with `not_found` where there is none. */
  mustKnow(guest: Guest): Promise<void>;
  /** Puts a station or an agent on the line; `joined` is false where they were on it. */
  join(guest: Guest, lineId: LineId): Promise<{ member: Member; joined: boolean }>;
  /** Takes a station or an agent off the line. `not_found` for whom it never had, `forbidden` for courier and recipient. */
  leave(lineId: LineId, memberId: string): Promise<void>;
}

/** Who the asker is, what is theirs, and who comes to a line and leaves it. */
export function peopleHandlers(parts: Needs): {
  handlers: PeopleHandlers;
  operator: PeopleOperator;
  /** Who the holder of a link is and what is theirs. Asking counts for nothing: nobody has come, nothing is read. */
  hello: (actor: Actor) => Promise<Hello>;
  /** Calls customer service to the line; nothing where it waits already or is there. */
  callDesk: (lineId: LineId, by: MemberId) => Promise<void>;
} {
  const { clock, deliveries, membership, store, waiting, quickReplies, hasPage } = parts;
  const comings = openComings(parts);

  async function nameOf(actor: Actor, lines: Awaited<ReturnType<typeof deliveries.linesOf>>): Promise<string> {
    if (isGuest(actor)) return (await store.nameOf(actor.role, actor.scopeId)) ?? '';
    return lines[0]?.members.find((member) => member.id === lines[0]?.me)?.name ?? '';
  }

  /** The guest that the actor is; `forbidden` for everybody else. */
  function mustBeGuest(actor: Actor, to: 'join' | 'leave' | 'resolve' | 'hand_over'): GuestScope {
    if (!isGuest(actor) || !may(actor.role, to))
      throw new RefusedError('forbidden', `A ${actor.role} may not ${to} a line`);
    return { role: actor.role, scopeId: actor.scopeId };
  }

  async function hello(actor: Actor): Promise<Hello> {
    const lines = await deliveries.linesOf(actor);
    return {
      role: actor.role,
      name: await nameOf(actor, lines),
      lines,
      quickReplies: (await quickReplies.get())[actor.role],
      now: clock.now(),
    };
  }

  /** Who the guest is or was on the line; `forbidden` where it never was on it. */
  async function mustKnow(guest: GuestScope, lineId: LineId): Promise<KnownMember> {
    const member = await store.member(guest, lineId);
    if (!member) throw new RefusedError('forbidden', 'This link does not open that line');
    return member;
  }

  const handlers: PeopleHandlers = {
    'people.hello': ({ actor }) => hello(actor),

    async 'people.stations'({ actor }, { lineId }) {
      await membership.mustBeOn(actor, lineId, 'invite_station');
      return { stations: await store.stations() };
    },

    async 'people.invite'({ actor }, { lineId, invite }) {
      const me = await membership.mustBeOn(actor, lineId, invite.role === 'agent' ? 'invite_agent' : 'invite_station');
      if (invite.role === 'station') {
        await comings.join({ role: 'station', scopeId: invite.stationId }, lineId);
        return null;
      }
      await comings.ask(lineId, me.id);
      return null;
    },

    async 'people.speak'({ actor }, { language }) {
      await store.speak(actor, language);
      return null;
    },

    async 'people.join'({ actor }, { lineId }) {
      const agent = mustBeGuest(actor, 'join');
      if (!(await waiting.wasDeskCalled(lineId)))
        throw new RefusedError('forbidden', 'Nobody has called customer service to this line');
      return (await comings.join(agent, lineId)).line;
    },

    async 'people.leave'({ actor }, { lineId }) {
      await comings.leave(await mustKnow(mustBeGuest(actor, 'leave'), lineId), lineId);
      return null;
    },

    async 'people.resolve'({ actor }, { lineId }) {
      await comings.leave(await mustKnow(mustBeGuest(actor, 'resolve'), lineId), lineId, true);
      return null;
    },

    async 'people.colleagues'({ actor }, { lineId }) {
      await membership.mustBeOn(actor, lineId, 'hand_over');
      const present = await store.present(lineId);
      const others = (await store.agents()).filter(({ id }) => id !== actor.scopeId);
      return {
        colleagues: others.map(({ id, name }) => ({
          id,
          name,
          here: hasPage({ role: 'agent', scopeId: id }),
          onLine: present.some(({ scope }) => scope.role === 'agent' && scope.scopeId === id),
        })),
      };
    },

    async 'people.hand_over'({ actor }, { lineId, to }) {
      const member = await mustKnow(mustBeGuest(actor, 'hand_over'), lineId);
      if (to === actor.scopeId) throw new RefusedError('bad_request', 'Nobody hands a line over to themselves');
      await comings.handOver(member, lineId, { role: 'agent', scopeId: to });
      return null;
    },

    async 'people.here'({ actor }, { lineId }) {
      await membership.mustBeOn(actor, lineId, 'see_who_is_here');
      return { here: (await store.present(lineId)).filter(({ scope }) => hasPage(scope)).map(({ id }) => id) };
    },
  };

  const operator: PeopleOperator = {
    name: ({ role, id }, name) => store.name(role, id, name),

    async mustKnow({ role, id }) {
      if ((await store.nameOf(role, id)) === null) throw new RefusedError('not_found', `There is no such ${role}`);
    },

    async join({ role, id }, lineId) {
      const { line, joined } = await comings.join({ role, scopeId: id }, lineId);
      const member = line.members.find((one) => one.id === line.me);
      if (!member) throw new Error('Who has joined is not on the line');
      return { member, joined };
    },

    async leave(lineId, memberId) {
      const member = await store.memberById(lineId, memberId);
      if (!member) throw new RefusedError('not_found', 'The line has no such member');
      if (!isGuest(member.scope))
        throw new RefusedError('forbidden', 'The courier and the recipient stay on their line');
      await comings.leave(member, lineId);
    },
  };

  return { handlers, operator, hello, callDesk: (lineId, by) => comings.ask(lineId, by) };
}
