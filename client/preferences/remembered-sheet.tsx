import './preferences.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { contactChannelChoices, placeChoices } from './choices.ts';
import { RememberedNotes } from './remembered-notes.tsx';
import { rememberedOf, type Change } from './remembered-model.ts';
import { t } from './remembered-strings.ts';
import {
  channelsInWords,
  countedInWords,
  doneInWords,
  hoursInWords,
  placesInWords,
  refusalInWords,
  shownInWords,
} from './remembered-words.ts';
import type { Connection } from '../connection.ts';
import type { LineId, Remembered } from '#protocol';

/** What cannot be brought back is asked about first. */
type Sure = keyof ReturnType<typeof t>['confirm'];

export interface RememberedSheetProps {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** The reader's, as a courier reads it. */
  readonly name: string;
}

/** Everything that is remembered of the reader, and what they can do about it. */
export function RememberedSheet({ connection, lineId, name }: RememberedSheetProps) {
  const model = rememberedOf(connection, lineId);
  const asked = useSignal<Sure | null>(null);
  useEffect(() => model.follow(), [model]);
  const all = model.all.value;
  const sending = model.sending.value;
  const ended = model.ended.value;
  const isOffline = connection.state.value.phase === 'offline';
  const isOff = sending !== null || isOffline;
  const trouble = isOffline ? t().offline : ended && 'code' in ended ? refusalInWords(ended.code) : '';
  const done = ended && 'change' in ended ? doneInWords(ended.change) : '';
  const change = (next: Change): Promise<boolean> => (isOff ? Promise.resolve(false) : model.change(next));
  async function confirm(sure: Sure) {
    const isDone = await change(sure === 'off' ? { do: 'remember', on: false } : { do: 'delete', what: sure });
    if (isDone) asked.value = null;
  }
  const state = sending ? t().sending : trouble || (all === null ? t().looking : done);
  return (
    <>
      <div class="over-sheet-scroll remembered">
        {all !== null && asked.value !== null && (
          <Confirm
            sure={asked.value}
            isOff={isOff}
            onYes={() => void (asked.value && confirm(asked.value))}
            onNo={() => (asked.value = null)}
          />
        )}
        {all !== null && asked.value === null && (
          <>
            <p class="muted">{all.remembering === 'off' ? t().isOff : countedInWords(all)}</p>
            {all.remembering === 'on' && (
              <Kinds
                all={all}
                name={name}
                sending={sending}
                isOff={isOff}
                change={change}
                ask={(sure) => (asked.value = sure)}
              />
            )}
            <label class="act remembered-switch">
              <span>
                {t().remember}
                <small>{t().rememberWhy}</small>
              </span>
              <input
                type="checkbox"
                role="switch"
                checked={all.remembering === 'on'}
                aria-disabled={isOff}
                onClick={(event) => {
                  // It shows what is, not what was wished.
                  event.preventDefault();
                  if (isOff) return;
                  if (all.remembering === 'on') asked.value = 'off';
                  else void change({ do: 'remember', on: true });
                }}
              />
            </label>
          </>
        )}
      </div>
      <p
        class={trouble && !sending ? 'sheet-words remembered-state sheet-trouble' : 'sheet-words remembered-state'}
        role="status"
      >
        {state}
      </p>
    </>
  );
}

interface KindsProps {
  readonly all: Remembered;
  readonly name: string;
  /** What is on its way stands as chosen until the answer is here. */
  readonly sending: Change | null;
  readonly isOff: boolean;
  readonly change: (next: Change) => Promise<boolean>;
  readonly ask: (sure: Sure) => void;
}

function Kinds({ all, name, sending, isOff, change, ask }: KindsProps) {
  const shown = shownInWords(all.shown, name);
  const [places, hours, channels] = [placesInWords(all), hoursInWords(all), channelsInWords(all)];
  const hasPlace = all.place !== null || places.length > 0;
  const hasChannel = all.channel !== null || channels.length > 0;
  return (
    <>
      <section class="remembered-shown">
        <h3>{t().shown}</h3>
        {shown.length === 0 ? (
          <p>{t().shownNothing}</p>
        ) : (
          <ul>
            {shown.map((row) => (
              <li key={row} dir="auto">
                {row}
              </li>
            ))}
          </ul>
        )}
      </section>
      <Kind title={t().place} isOff={isOff} onDelete={hasPlace ? () => ask('place') : null}>
        {all.place !== null && <p>{t().placeSaid(t().places[all.place])}</p>}
        <Counts counts={places} />
        <Choices
          label={t().place}
          options={placeChoices}
          words={t().places}
          chosen={sending?.do === 'place' ? sending.place : all.place}
          isOff={isOff}
          onChoose={(place) => void change({ do: 'place', place })}
        />
      </Kind>
      <Kind title={t().channel} isOff={isOff} onDelete={hasChannel ? () => ask('channel') : null}>
        {all.channel !== null && <p>{t().channelSaid(t().channels[all.channel])}</p>}
        <Counts counts={channels} />
        <Choices
          label={t().channel}
          options={contactChannelChoices}
          words={t().channels}
          chosen={sending?.do === 'channel' ? sending.channel : all.channel}
          isOff={isOff}
          onChoose={(channel) => void change({ do: 'channel', channel })}
        />
      </Kind>
      <Kind title={t().hours} isOff={isOff} onDelete={hours.length > 0 ? () => ask('home') : null}>
        <Counts counts={hours} />
      </Kind>
      <Kind title={t().notes} isOff={isOff} onDelete={all.notes.length > 1 ? () => ask('notes') : null}>
        <RememberedNotes notes={all.notes} isOff={isOff} change={change} />
      </Kind>
      {(all.deliveries > 0 || hasPlace || hasChannel || all.notes.length > 0) && (
        <button
          type="button"
          class="act is-danger"
          aria-disabled={isOff}
          onClick={() => {
            if (!isOff) ask('all');
          }}
        >
          {t().removeAll}
        </button>
      )}
    </>
  );
}

interface KindProps {
  readonly title: string;
  readonly isOff: boolean;
  readonly onDelete: (() => void) | null;
  readonly children: ComponentChildren;
}

function Kind({ title, isOff, onDelete, children }: KindProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div class="remembered-head">
        <h3 id={id}>{title}</h3>
        {onDelete && (
          <button
            type="button"
            class="remembered-delete"
            aria-label={t().removeOf(title)}
            aria-disabled={isOff}
            onClick={() => {
              if (!isOff) onDelete();
            }}
          >
            {t().remove}
          </button>
        )}
      </div>
      {children}
    </section>
  );
}

function Counts({ counts }: { counts: readonly string[] }) {
  if (counts.length === 0) return <p class="muted">{t().noneCounted}</p>;
  return (
    <ul class="remembered-counts">
      {counts.map((count) => (
        <li key={count}>{count}</li>
      ))}
    </ul>
  );
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly words: Readonly<Record<T, string>>;
  readonly chosen: T | null;
  readonly isOff: boolean;
  readonly onChoose: (option: T) => void;
}

/** What the reader says themselves, whatever was counted. */
function Choices<T extends string>({ label, options, words, chosen, isOff, onChoose }: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset class="remembered-choices" aria-label={label}>
      <legend class="muted">{t().choose}</legend>
      {options.map((option) => (
        <label key={option} class="chip">
          <input
            type="radio"
            name={name}
            checked={chosen === option}
            aria-disabled={isOff}
            onClick={(event) => {
              if (isOff) event.preventDefault();
            }}
            onChange={() => onChoose(option)}
          />
          {words[option]}
        </label>
      ))}
    </fieldset>
  );
}

interface ConfirmProps {
  readonly sure: Sure;
  readonly isOff: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Confirm({ sure, isOff, onYes, onNo }: ConfirmProps) {
  const question = useRef<HTMLParagraphElement>(null);
  useEffect(() => question.current?.focus(), []);
  return (
    <section class="remembered-confirm">
      <p ref={question} tabIndex={-1}>
        {t().confirm[sure]}
      </p>
      <button type="button" class="btn is-danger" aria-disabled={isOff} onClick={onYes}>
        {sure === 'off' ? t().yesOff : sure === 'all' ? t().removeAll : t().remove}
      </button>
      <button type="button" class="btn btn-line" onClick={onNo}>
        {t().no}
      </button>
    </section>
  );
}
