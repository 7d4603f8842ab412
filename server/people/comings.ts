import type { Transaction } from 'kysely';
import type { EntryBody, EntryId, LineId, LineSummary, MemberId } from '#protocol';
import type { Waiting } from '../deliveries/waiting.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts, Scope } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import type { MembershipSource } from './membership.ts';
import type { GuestRole } from './rules.ts';
import type { KnownMember, PeopleStore } from './store.ts';

/** What a guest's link opens. */
export interface GuestScope extends Scope {
  readonly role: GuestRole;
}

interface Needs extends Pick<Parts, 'clock' | 'newId' | 'notify' | 'timeline' | 'deliveries' | 'announce'> {
  readonly membership: MembershipSource;
  readonly store: PeopleStore;
  readonly waiting: Waiting;
  /** Tells the other slices. */
  readonly memberChanged: (change: { lineId: LineId; memberId: MemberId; change: 'joined' | 'left' }) => void;
}

export interface Comings {
  /** Calls the desk, which waits for an agent from now on; nothing where it waits already or an agent is there. */
  ask(lineId: LineId, by: MemberId): Promise<void>;
  /**
   * A station or an agent comes to the line, to everybody's knowledge; again: the same. Who had left comes back as the
   * same member; a keeper then sees what is said from now on, not what was said in between. `not_found` where the operator
   * has named no such station or agent.
   */
  join(scope: GuestScope, lineId: LineId): Promise<{ line: LineSummary; joined: boolean }>;
  /**
   * Leaves the line, to everybody's knowledge, and hears it no more from this moment on. Again: nothing more. `resolved`:
   * because what the desk was called for is settled, which the same entry says.
   */
  leave(member: KnownMember, lineId: LineId, resolved?: boolean): Promise<void>;
  /**
   * Gives the line to another agent: that one comes, the member leaves. Again: nothing more. Where the other has left at the
   * same moment the line waits for the desk again, rather than for nobody.
   */
  handOver(member: KnownMember, lineId: LineId, to: GuestScope): Promise<void>;
}

/** Undoes a transaction that found its work done already. */
class DoneAlready extends Error {}

export function openComings(parts: Needs): Comings {
  const { clock, newId, notify, timeline, deliveries, announce, membership, store, waiting, memberChanged } = parts;

  /** The entry with what it says, in one transaction; false where somebody else has just done the same. */
  async function write(
    lineId: LineId,
    body: Extract<EntryBody, { kind: 'member' }>,
    alongside: (trx: Transaction<Tables>, entryId: EntryId) => Promise<boolean>,
  ): Promise<boolean> {
    const by = body.memberId;
    try {
      await timeline.add(lineId, { by, clientId: null, body }, async (trx, entryId) => {
        if (!(await alongside(trx, entryId))) throw new DoneAlready();
        await announce(trx, { id: entryId, lineId, at: clock.now(), by, body });
      });
      return true;
    } catch (error) {
      if (error instanceof DoneAlready) return false;
      throw error;
    }
  }

  async function lineOf(scope: GuestScope, lineId: LineId): Promise<LineSummary> {
    const line = await deliveries.lineOf(scope, lineId);
    if (!line) throw new RefusedError('conflict', 'Somebody else has just changed who is on the line');
    return line;
  }

  /** The page of who called the desk says since when it is waited for. */
  const tellHelp = (lineId: LineId, askedAt: number | null) =>
    notify.line(lineId, 'people.help_changed', { lineId, askedAt });

  async function ask(lineId: LineId, by: MemberId): Promise<void> {
    const at = clock.now();
    const asked = await waiting.ask(lineId, at, (trx) =>
      announce(trx, { id: null, lineId, at, by, body: { kind: 'help_asked' } }),
    );
    if (!asked) return;
    notify.desk('deliveries.waiting_changed', { lineId, waiting: asked });
    tellHelp(lineId, at);
  }

  async function leave({ id, scope, left }: KnownMember, lineId: LineId, resolved = false): Promise<void> {
    if (left) return;
    const { role } = scope;
    const body = { kind: 'member', memberId: id, role, change: 'left', ...(resolved && { resolved }) } as const;
    if (!(await write(lineId, body, (trx) => store.leave(trx, id, clock.now())))) return;
    membership.forget(scope, lineId);
    notify.dismiss(scope, lineId);
    notify.scope(scope, 'deliveries.removed', { lineId });
    memberChanged({ lineId, memberId: id, change: 'left' });
    notify.line(lineId, 'people.members_changed', { lineId, members: await membership.members(lineId) });
  }

  async function join(scope: GuestScope, lineId: LineId): Promise<{ line: LineSummary; joined: boolean }> {
    const { role } = scope;
    const name = await store.nameOf(role, scope.scopeId);
    if (name === null) throw new RefusedError('not_found', `There is no such ${role}`);
    const known = await store.member(scope, lineId);
    if (known && !known.left) return { line: await lineOf(scope, lineId), joined: false };

    const id = known?.id ?? newId<MemberId>();
    let waited = false;
    const joined = await write(
      lineId,
      { kind: 'member', memberId: id, role, change: 'joined' },
      async (trx, entryId) => {
        waited = role === 'agent' && (await waiting.answer(trx, lineId));
        return store.join(trx, { id, lineId, scope, name }, entryId);
      },
    );
    if (!joined) return { line: await lineOf(scope, lineId), joined };

    membership.forget(scope, lineId);
    notify.admit(scope, lineId);
    if (waited) {
      notify.desk('deliveries.waiting_changed', { lineId, waiting: null });
      tellHelp(lineId, null);
    }
    const line = await lineOf(scope, lineId);
    notify.scope(scope, 'deliveries.added', line);
    notify.line(lineId, 'people.members_changed', { lineId, members: line.members });
    memberChanged({ lineId, memberId: id, change: 'joined' });
    return { line, joined };
  }

  return {
    ask,
    join,
    leave,
    async handOver(member, lineId, to) {
      if (member.left) return;
      await join(to, lineId);
      await leave(member, lineId);
      await ask(lineId, member.id);
    },
  };
}
