import './preferences.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { agreedOf } from '../assistant/model.ts';
import { language } from '../language.ts';
import { otherOf } from '../people/names.ts';
import { clockTime } from '../time-words.ts';
import { announce } from '../ui/announce.ts';
import { TalkIcon } from '../ui/late-icons.tsx';
import { aboutOf, askingOf, mayAskFirst, saysSomething } from './about-model.ts';
import { askText, habitInWords, riskInWords, rowsInWords, t } from './about-words.ts';
import { HabitIcon } from './preference-icons.tsx';
import type { Connection } from '../connection.ts';
import type { TimelineModel } from '../timeline/model.ts';
import type { LineId, LineSummary, Preferences } from '#protocol';

/** So much is read in passing under the first line; the rest is a tap away. */
const UNDER_MAX = 2;

export interface AboutStopProps {
  readonly connection: Connection;
  readonly line: LineSummary;
  readonly timeline: TimelineModel;
  /** Drawn large, over what is tapped: one line's room is kept until the answer is here, and nothing moves. */
  readonly isLarge: boolean;
  /** The stop that comes next: asked for ahead, it is there when it is drawn. */
  readonly next?: LineId | undefined;
}

/** At a door: what past deliveries and the recipient's own words say of it. Nothing where nothing is said. */
export function AboutStop({ connection, line, timeline, isLarge, next }: AboutStopProps) {
  const about = useMemo(() => aboutOf(connection, line.delivery.id), [connection, line.delivery.id]);
  const told = about.told.value;
  const cameLate = useRef(told === null).current;
  useEffect(() => about.follow(), [about]);
  const isTold = told !== null;
  useEffect(() => (isTold && next ? aboutOf(connection, next).follow() : undefined), [isTold, connection, next]);
  const words = told && saysSomething(told) && (
    <About told={told} line={line} timeline={timeline} now={connection.now()} />
  );
  if (isLarge && cameLate) return <div class="about-room">{words}</div>;
  return words;
}

interface AboutProps {
  readonly told: Preferences;
  readonly line: LineSummary;
  readonly timeline: TimelineModel;
  readonly now: number;
}

function About({ told, line, timeline, now }: AboutProps) {
  const isOpen = useSignal(false);
  const { delivery } = line;
  const name = otherOf(line)?.name ?? delivery.recipientName;
  // What was agreed on for this parcel stands under it, and holds whatever was usual.
  const isAgreed = agreedOf(timeline.entries.value, delivery.status, now).leaveAt !== null;
  const habit = told.habit && !isAgreed ? habitInWords(told.habit, name) : null;
  const rows = rowsInWords(told);
  const [first, ...under] = habit ? [null, ...rows] : rows;
  const shown = isOpen.value ? under : under.slice(0, UNDER_MAX);
  const hidden = under.length - shown.length;
  return (
    <section class={isOpen.value ? 'about is-open' : 'about'} aria-label={t().region(name)}>
      {(habit || first) && (
        <div class="about-line">
          {habit && !habit.why ? <TalkIcon size="s" /> : <HabitIcon size="s" />}
          <p dir="auto">
            {habit ? habit.what : first}
            {habit?.why && (
              <span class="about-why facts">
                {t().between}
                {habit.why}
              </span>
            )}
          </p>
          {hidden > 0 && (
            <button type="button" class="about-more" onClick={() => (isOpen.value = true)}>
              {t().more(hidden)}
            </button>
          )}
        </div>
      )}
      {shown.length > 0 && (
        <ul class="about-rows">
          {shown.map((row) => (
            <li key={row} dir="auto">
              {row}
            </li>
          ))}
        </ul>
      )}
      {told.risk && mayAskFirst(delivery.status) && <Risk risk={told.risk} line={line} timeline={timeline} now={now} />}
    </section>
  );
}

interface RiskProps extends Omit<AboutProps, 'told'> {
  readonly risk: NonNullable<Preferences['risk']>;
}

/** That the way may be in vain, and the question that spares it: a person's tap sends it, nothing else does. */
function Risk({ risk, line, timeline, now }: RiskProps) {
  const hadButton = useRef(false);
  const recipient = otherOf(line);
  const between = { me: line.me, recipient: recipient?.id };
  const asking = askingOf(timeline.entries.value, timeline.unsent.value, between, now);
  const { state } = asking;
  const said =
    state === 'asked' ? t().asked(clockTime(asking.at)) : state === 'waiting' || state === 'failed' ? t()[state] : '';
  useEffect(() => {
    if (hadButton.current && said) announce(said);
  }, [said]);
  // Before the line is here nobody knows whether it was asked.
  if (!timeline.loaded.value || state === 'answered') return null;
  const text = askText[recipient?.speaks ?? language.value];
  return (
    <div class="about-risk">
      <p class="facts">
        {riskInWords(risk)}
        {state === 'not_asked' && ' · '}
        {state === 'not_asked' && <span class="num">{t().askFirst}</span>}
      </p>
      {state === 'not_asked' ? (
        <button
          type="button"
          class="chip"
          aria-label={t().send(text)}
          onClick={() => {
            hadButton.current = true;
            timeline.say({ kind: 'text', text }, null);
          }}
        >
          {text}
        </button>
      ) : (
        <p class={state === 'failed' ? 'about-said is-bad' : 'about-said'}>{said}</p>
      )}
    </div>
  );
}
