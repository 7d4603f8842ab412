import { useEffect, useRef } from 'preact/hooks';
import type { Member, MemberId, Point } from '#protocol';
import { language } from '../language.ts';
import { announce } from '../ui/announce.ts';
import type { LocationModel } from './model.ts';
import { t } from './strings.ts';
import { modeOf, sightingInWords, whatMatters } from './words.ts';

export interface PeopleInWordsProps {
  readonly model: LocationModel;
  readonly door: Point;
  /** Everybody on the line, for names and roles. */
  readonly members: readonly Member[];
}

/** The map's text twin: who is where, for whoever does not see the map. What matters of its changes is also said. */
export function PeopleInWords({ model, door, members }: PeopleInWordsProps) {
  const people = model.people.value;
  const said = useRef<ReadonlyMap<MemberId, string> | null>(null);
  const rows = people.map((sighting) => {
    const member = members.find(({ id }) => id === sighting.memberId);
    const name = member?.name ?? '';
    const words = sightingInWords(sighting, name, door, modeOf(member?.role ?? 'recipient'), language.value);
    return { sighting, name, words, matters: whatMatters(sighting, door) };
  });
  const key = rows.map(({ sighting, matters }) => sighting.memberId + matters).join();
  useEffect(() => {
    const before = said.current;
    said.current = new Map(rows.map(({ sighting, matters }) => [sighting.memberId, matters]));
    // What is so when the page opens is read from the list, not said.
    if (before === null) return;
    const news = rows
      .filter(({ sighting, matters }) => !sighting.mine && before.get(sighting.memberId) !== matters)
      .map(({ words }) => words);
    const gone = [...before.keys()].filter((id) => id !== model.me && !people.some(({ memberId }) => memberId === id));
    for (const id of gone) news.push(t().sharesNoMore(members.find((member) => member.id === id)?.name ?? ''));
    if (news.length > 0) announce(news.join('\n'));
  }, [key]);
  return (
    <ul class="spoken">
      {rows.length === 0 && <li>{t().nobody}</li>}
      {rows.map(({ sighting, words }) => (
        <li key={sighting.memberId}>{words}</li>
      ))}
    </ul>
  );
}
