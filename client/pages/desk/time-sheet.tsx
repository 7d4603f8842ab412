import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { mayBeSetBy, mayMakeStep } from '../../../server/protocol/steps.ts';
import { dayInWords } from '../../time-words.ts';
import { windowInWords } from '../../window-words.ts';
import { useAttempt } from './attempt.ts';
import { t } from './sheet-strings.ts';
import { dayOf, firstChoice, judge, nextDays, usual, type Choice } from './chosen-window.ts';
import type { ActionSheetProps } from './side-actions.tsx';

/** Days that are offered by a tap; others by the calendar. */
const DAYS = 5;

/** Another time for the delivery: a day, from when to when, and what it is instead of. */
export function TimeSheet({ parts, line, onDone }: ActionSheetProps) {
  const { connection } = parts;
  const { delivery, members, me } = line;
  const { id: lineId, status, window: before } = delivery;
  const role = members.find(({ id }) => id === me)?.role ?? 'recipient';
  const may = status === 'rescheduled' ? mayBeSetBy(role, status) : mayMakeStep(role, status, 'rescheduled');
  const now = connection.now();
  const seen = useRef(before);
  const choice = useSignal<Choice>(firstChoice(now));
  const { busy, trouble, run } = useAttempt();
  const { day, from, to } = choice.value;
  const judged = judge(choice.value, now);
  const set = (change: Partial<Choice>) => (choice.value = { ...choice.value, ...change });
  const days = nextDays(now, DAYS);
  if (!may)
    return (
      <div class="over-sheet-scroll side-sheet">
        <p role="status">{t().notNow}</p>
      </div>
    );

  function agree() {
    if (judged.state !== 'good') return;
    const { window } = judged;
    run(
      () => connection.ask('deliveries.reschedule', { lineId, window, instead: before }),
      () => onDone(t().agreed(windowInWords(window, connection.now()))),
    );
  }
  // Agreed on by somebody else while this sheet was open.
  const isOther = !busy && (before?.from !== seen.current?.from || before?.to !== seen.current?.to);
  const problem =
    judged.state === 'good'
      ? ''
      : { incomplete: t().incomplete, backwards: t().backwards, over: t().over, too_far: t().tooFar }[judged.state];
  return (
    <form
      class="over-sheet-scroll side-sheet"
      onSubmit={(event) => {
        event.preventDefault();
        agree();
      }}
    >
      <fieldset>
        <legend>{t().day}</legend>
        {days.map((at) => (
          <label key={at} class="chip">
            <input type="radio" name="day" checked={day === dayOf(at)} onChange={() => set({ day: dayOf(at) })} />
            {dayInWords(at, now)}
          </label>
        ))}
        <label class="side-field">
          {t().otherDay}
          <input
            type="date"
            class="field"
            value={day}
            min={dayOf(now)}
            onInput={(event) => set({ day: event.currentTarget.value })}
          />
        </label>
      </fieldset>
      <fieldset>
        <legend>{t().time}</legend>
        {usual.map(([begins, ends]) => (
          <label key={begins} class="chip">
            <input
              type="radio"
              name="time"
              checked={from === begins && to === ends}
              onChange={() => set({ from: begins, to: ends })}
            />
            {begins}–{ends}
          </label>
        ))}
        <label class="side-field">
          {t().from}
          <input
            type="time"
            class="field"
            value={from}
            step={900}
            onInput={(event) => set({ from: event.currentTarget.value })}
          />
        </label>
        <label class="side-field">
          {t().to}
          <input
            type="time"
            class="field"
            value={to}
            step={900}
            onInput={(event) => set({ to: event.currentTarget.value })}
          />
        </label>
      </fieldset>
      <p class="side-chosen" role="status">
        {judged.state === 'good' ? t().newTime(windowInWords(judged.window, now)) : problem}
        <small>{before ? t().instead(windowInWords(before, now)) : t().insteadNone}</small>
      </p>
      {(trouble || isOther) && (
        <p class="sheet-words sheet-trouble" role="alert">
          {trouble || t().otherTime}
        </p>
      )}
      <button type="submit" class="btn btn-primary side-go" aria-disabled={busy || judged.state !== 'good'}>
        {busy ? t().busy : t().agree}
      </button>
    </form>
  );
}
