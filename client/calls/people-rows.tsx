import '../people/people.css';
import type { JSX } from 'preact';
import type { LineSummary, MemberId } from '#protocol';
import { initialOf } from '../people/names.ts';
import { MuteIcon } from './call-icons.tsx';
import type { CallModel } from './call-model.ts';
import { hueIn, isIn, nameIn, noteOf, roleIn } from './call-people.ts';
import type { CallOther } from './call-state.ts';
import { LiveLevel, Speaking } from './level-bars.tsx';
import { callWords } from './strings.ts';

export interface PeopleRowsProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  readonly others: readonly CallOther[];
}

/** Everybody in a call of several: who speaks, who is muted, away or only listening. */
export function PeopleRows({ model, line, others }: PeopleRowsProps): JSX.Element {
  const t = callWords();
  const mine = model.listening.value ? t.listening : model.muted.value ? t.mutedOther : '';
  return (
    // Of many, some are below the edge: keys must reach them.
    <ul class="call-people" aria-label={t.people} tabIndex={others.length > 3 ? 0 : undefined}>
      {others.map((other) => (
        <Person
          key={other.memberId}
          model={model}
          line={line}
          id={other.memberId}
          isOut={!isIn(other)}
          isMuted={other.muted}
          name={nameIn(line, other.memberId)}
          note={noteOf(other, model.unheard.value)}
        />
      ))}
      <Person model={model} line={line} id={null} isOut={false} isMuted={model.muted.value} name={t.me} note={mine} />
    </ul>
  );
}

interface PersonProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  /** Null: this device's member. */
  readonly id: MemberId | null;
  readonly name: string;
  readonly note: string;
  readonly isOut: boolean;
  readonly isMuted: boolean;
}

function Person({ model, line, id, name, note, isOut, isMuted }: PersonProps): JSX.Element {
  const hue = hueIn(line, id ?? line.me);
  const role = id === null ? '' : roleIn(line, id);
  return (
    <li class={isOut ? 'call-person is-out' : 'call-person'}>
      <span class={`face face-${hue}`} aria-hidden="true">
        {initialOf(nameIn(line, id ?? line.me) || name)}
        {isOut ? null : <Speaking model={model} of={id} />}
      </span>
      <span class="call-person-words">
        <bdi>{name}</bdi>
        <small>
          {isMuted && !isOut ? <MuteIcon size="xs" /> : null}
          {[role, note].filter(Boolean).join(' · ')}
        </small>
      </span>
      {isOut ? null : <LiveLevel model={model} of={id} side={hue} bars={5} />}
    </li>
  );
}
