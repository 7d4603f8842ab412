import type { ComponentChildren } from 'preact';
import { AlertIcon, ClockIcon } from '../ui/icons.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { bodyInOneLine } from './entry-words.ts';
import type { EntryView } from './entry-row.tsx';
import { rowWords } from './row-strings.ts';
import { t } from './strings.ts';
import type { TimelineModel } from './model.ts';
import type { Unsent } from './said.ts';
import type { ClientId, ErrorCode } from '#protocol';

export interface UnsentRowsProps {
  readonly view: EntryView;
  readonly unsent: readonly Unsent[];
  readonly online: boolean;
  /** Draws what is no text. */
  readonly body: (unsent: Unsent) => ComponentChildren;
}

/** What is still to be sent, in its order, after everything that was: waiting, on its way, or refused with the reason. */
export function UnsentRows({ view, unsent, online, body }: UnsentRowsProps) {
  if (unsent.length === 0) return null;
  const waiting = unsent.filter(({ failed }) => failed === null).length;
  return (
    <ol class="timeline-entries">
      {unsent.map((one) => (
        <UnsentRow key={one.clientId} view={view} unsent={one} online={online} body={body} />
      ))}
      {waiting > 0 && !online && (
        <li class="waiting facts">
          <ClockIcon size="xs" />
          {rowWords().waiting(waiting)}
        </li>
      )}
      {waiting > 0 && view.model.unsafe.value && (
        <li class="waiting">
          <AlertIcon size="xs" />
          <span role="alert">{rowWords().unsafe}</span>
        </li>
      )}
    </ol>
  );
}

function UnsentRow({ view, unsent, online, body }: Omit<UnsentRowsProps, 'unsent'> & { unsent: Unsent }) {
  const { said, failed, replyTo, clientId } = unsent;
  const quoted = replyTo === null ? undefined : view.known.value.get(replyTo);
  return (
    <li class={failed === null ? 'entry entry-me is-waiting' : 'entry entry-me is-failed'}>
      <div class="said">
        {replyTo !== null && (
          <p class="quote">
            <span dir="auto">{quoted ? bodyInOneLine(quoted.body, view.members) : t().earlier}</span>
          </p>
        )}
        {said.kind === 'text' ? (
          <p class="bubble" dir="auto">
            {said.text}
          </p>
        ) : (
          body(unsent)
        )}
        {failed !== null && <Refused model={view.model} clientId={clientId} code={failed} />}
      </div>
      {failed === null && (
        <div class="entry-side">
          <span class="at">
            <ClockIcon size="xs" />
            <span class="spoken">{online ? rowWords().sending : rowWords().waiting(1)}</span>
          </span>
        </div>
      )}
    </li>
  );
}

interface RefusedProps {
  readonly model: TimelineModel;
  readonly clientId: ClientId;
  readonly code: ErrorCode;
}

/** Why it was not sent, and the two ways out. The reason's words come when there is one. */
function Refused({ model, clientId, code }: RefusedProps) {
  const part = useLoaded(() => import('./refusal-words.ts'));
  const why = part === null || part === 'gone' ? undefined : part.notSentBecause()[code];
  return (
    <div class="failed" role="alert">
      <AlertIcon size="xs" />
      <span>{why ?? rowWords().notSent}</span>
      <span class="failed-ways">
        <button type="button" onClick={() => model.retry(clientId)}>
          {rowWords().retry}
        </button>
        <button type="button" onClick={() => model.discard(clientId)}>
          {rowWords().discard}
        </button>
      </span>
    </div>
  );
}
