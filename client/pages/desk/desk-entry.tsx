import type { JSX } from 'preact';
import { useComputed, type ReadonlySignal } from '@preact/signals';
import { initialOf } from '../../people/names.ts';
import { hueOf } from '../../people/hue-of.ts';
import { clockTime } from '../../time-words.ts';
import { nameOf } from '../../timeline/entry-words.ts';
import {
  Body,
  lineWords,
  Mark,
  Quote,
  roleOf,
  spoken,
  useHold,
  type EntryRowProps,
} from '../../timeline/entry-row.tsx';
import { CallIcon, DoneIcon, MoreIcon } from '../../ui/icons.tsx';
import { PeopleIcon, UnderstoodIcon } from '../../ui/late-icons.tsx';
import { t } from './strings.ts';

/**
 * A row of the desk's timeline: its number and time, who, and what. What nobody said is one line. `now`: the entry that was
 * stepped to.
 */
export const deskEntry = (now: ReadonlySignal<number | null>) =>
  function DeskEntry({ entry, view }: EntryRowProps): JSX.Element {
    const { body, by, at, seq } = entry;
    const { me, members } = view;
    const isNow = useComputed(() => now.value === seq);
    const hold = useHold(() => view.act(entry));
    const line = lineWords(entry, view);
    const isEvent = line !== null || body.kind === 'call';
    const role = members.find(({ id }) => id === by)?.role;
    const hue = hueOf(role, members.find(({ id }) => id === me)?.role);
    const canAct = spoken.has(body.kind);
    const name = nameOf(members, by);
    return (
      <li
        class={['desk-entry', isEvent ? 'is-event' : `is-${hue}`, isNow.value && 'is-now'].filter(Boolean).join(' ')}
        data-seq={seq}
        tabIndex={-1}
      >
        <span class="seq" aria-hidden="true">
          {seq}
        </span>
        <time class="desk-at" dateTime={new Date(at).toISOString()}>
          {clockTime(at)}
        </time>
        {isEvent ? (
          <>
            <span class="desk-sign">
              {body.kind === 'call' ? (
                <CallIcon size="s" />
              ) : body.kind === 'member' ? (
                <PeopleIcon size="s" />
              ) : body.kind === 'suggestion' ? (
                <UnderstoodIcon size="s" />
              ) : (
                <DoneIcon size="s" />
              )}
            </span>
            <div class="desk-said">
              {line === null ? (
                <Body entry={entry} view={view} mine={by === me} />
              ) : (
                <p class={body.kind === 'suggestion' && body.state === 'replaced' ? 'muted' : undefined}>{line}</p>
              )}
              {body.kind === 'suggestion' && view.understood(body, entry)}
            </div>
          </>
        ) : (
          <>
            <span class={`face face-${hue}`} aria-hidden="true">
              {initialOf(name)}
            </span>
            <div class="desk-said" {...(canAct ? hold : {})}>
              <p class="desk-name">
                <bdi>{name}</bdi> <small>{roleOf(members, by)}</small>
                {by === me && canAct && <Mark seq={seq} view={view} />}
              </p>
              {entry.replyTo && canAct && <Quote id={entry.replyTo} view={view} />}
              <Body entry={entry} view={view} mine={by === me} />
            </div>
            {canAct && (
              <button
                type="button"
                class="desk-act"
                aria-haspopup="dialog"
                aria-label={t().actionsOf(seq)}
                onClick={() => view.act(entry)}
              >
                <MoreIcon size="s" />
              </button>
            )}
          </>
        )}
      </li>
    );
  };
