import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { distanceM } from '../../../server/protocol/distance.ts';
import { language } from '../../language.ts';
import { distanceInWords } from '../../location/distance-in-words.ts';
import { ageInWords, isAtDoor } from '../../location/words.ts';
import { hueOf } from '../../people/hue-of.ts';
import { initialOf } from '../../people/names.ts';
import { roleWords } from '../../timeline/entry-words.ts';
import { t } from './side-strings.ts';
import type { PageParts } from '../page-parts.ts';
import type { LocationModel, Sighting } from '../../location/model.ts';
import type { LineSummary, MemberId, Point } from '#protocol';

/** Who looks at the page changes without a word: asked anew so often, ms. */
const LOOK_MS = 10_000;

export interface DeskPeopleProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly location: LocationModel;
}

/** Everybody of the line: where they are, and whether they have the page open. */
export function DeskPeople({ parts, line, location }: DeskPeopleProps) {
  const { delivery, members, me } = line;
  const role = members.find(({ id }) => id === me)?.role;
  const here = useHere(parts, line, role === 'agent');
  const people = [...members].sort((a, b) => Number(a.left) - Number(b.left) || order[a.role] - order[b.role]);
  return (
    <section aria-labelledby="side-people">
      <h2 id="side-people">{t().people}</h2>
      <ul>
        {people.map((member) => {
          const sighting = location.people.value.find(({ memberId }) => memberId === member.id);
          const place = !member.left && sighting ? whereInWords(sighting, delivery.point) : '';
          const page =
            member.id === me
              ? t().you
              : member.left
                ? t().left
                : here === null
                  ? ''
                  : here.has(member.id)
                    ? t().here
                    : t().away;
          return (
            <li key={member.id} class={member.left ? 'side-person has-left' : 'side-person'}>
              <span class={`face face-${hueOf(member.role, role)}`} aria-hidden="true">
                {initialOf(member.name)}
              </span>
              <span>
                <bdi>{member.name}</bdi> <small>{roleWords()[member.role]}</small>
              </span>
              <small class="side-where">
                {place && <span>{place}</span>}
                {page && <span>{page}</span>}
              </small>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const order = { courier: 0, recipient: 1, station: 2, agent: 3 } as const;

/** `120 m from the door · just now`; empty where nothing tells. */
function whereInWords(sighting: Sighting, door: Point): string {
  const { fix, away, ageMs, sight } = sighting;
  const m = fix && sight === 'exact' ? distanceM(fix.point, door) : (away?.distanceM ?? null);
  if (m === null) return '';
  const where = isAtDoor(sighting, m) ? t().atDoor : t().fromDoor(distanceInWords(m, language.value));
  return `${where} · ${ageInWords(ageMs, language.value)}`;
}

/** Who has the page open; null until it is known. */
function useHere({ connection }: PageParts, { delivery: { id: lineId }, members }: LineSummary, mayAsk: boolean) {
  const here = useSignal<ReadonlySet<MemberId> | null>(null);
  const isOnline = connection.state.value.phase === 'online';
  const present = members.filter(({ left }) => !left).length;
  useEffect(() => {
    if (!mayAsk || !isOnline) {
      here.value = null;
      return;
    }
    let isOver = false;
    async function look() {
      if (document.hidden) return;
      try {
        const answer = await connection.ask('people.here', { lineId });
        if (!isOver) here.value = new Set(answer.here);
      } catch {
        // The next look is soon.
      }
    }
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    const seen = () => void look();
    document.addEventListener('visibilitychange', seen);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [connection, lineId, mayAsk, isOnline, present]);
  return here.value;
}
