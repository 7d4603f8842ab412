import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { RememberedRow } from '../preferences/remembered-row.tsx';
import { t as rememberedWords } from '../preferences/remembered-strings.ts';
import { announce } from '../ui/announce.ts';
import { DownIcon } from '../ui/icons.tsx';
import { PeopleIcon, SafeIcon, TalkIcon } from '../ui/late-icons.tsx';
import { Late, Sheet } from '../ui/sheet.tsx';
import { pageConfig } from './page-config.ts';
import { t } from './end-strings.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

const loadRemembered = () => import('../preferences/remembered-sheet.tsx');

/** The server looks for positions that are old enough every hour. */
const SWEEP_MINUTES = 60;

export interface EndRowsProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  /** Nothing follows: positions are shared no more. */
  readonly isFinal: boolean;
  readonly onTalk: () => void;
}

/** What is left behind, and who can still be asked. */
export function EndRows({ parts, line, isFinal, onTalk }: EndRowsProps) {
  const isOpen = useSignal(false);
  const config = pageConfig().value;
  const kept = config && t().kept(config.keepDays);
  const minutes = config?.keepPositionsMinutes;
  return (
    <>
      <div class="end-rows">
        <button type="button" onClick={onTalk}>
          <TalkIcon />
          <Words title={t().talk} why={[kept, t().talkWhy].filter(Boolean).join(t().next)} />
          <span class="end-on">
            <DownIcon size="s" />
          </span>
        </button>
        <AskDesk parts={parts} line={line} />
        {isFinal && (
          <p>
            <SafeIcon />
            <Words
              title={t().positions}
              why={
                minutes === undefined
                  ? ''
                  : minutes === 0
                    ? t().positionsGone
                    : t().positionsGo(Math.ceil((minutes + SWEEP_MINUTES) / 60))
              }
            />
          </p>
        )}
        <RememberedRow
          connection={parts.connection}
          lineId={line.delivery.id}
          keepsRoom={false}
          onOpen={() => (isOpen.value = true)}
        />
      </div>
      {isOpen.value && (
        <Sheet title={rememberedWords().title} onClose={() => (isOpen.value = false)}>
          <Late load={loadRemembered}>
            {(part) => (
              <part.RememberedSheet
                connection={parts.connection}
                lineId={line.delivery.id}
                name={line.delivery.recipientName}
              />
            )}
          </Late>
        </Sheet>
      )}
    </>
  );
}

function Words({ title, why }: { title: ComponentChildren; why: string }) {
  return (
    <span>
      {title}
      {why && <small>{why}</small>}
    </span>
  );
}

/** Calls customer service to the line, once. */
function AskDesk({ parts, line }: Pick<EndRowsProps, 'parts' | 'line'>) {
  const state = useSignal<'no' | 'asking' | 'asked' | 'failed' | 'offline'>('no');
  const isHere = line.members.some(({ role, left }) => role === 'agent' && !left);
  const isAsked = state.value === 'asked' || line.helpAskedAt !== undefined;
  const isDone = isHere || isAsked || state.value === 'asking';
  const words = () => ({
    no: t().deskWhy,
    asking: t().deskAsking,
    asked: t().deskAsked,
    failed: t().deskFailed,
    offline: t().deskOffline,
  });
  async function ask() {
    if (isDone) return;
    state.value = 'asking';
    const code = await parts.deliveries.invite(line.delivery.id, { role: 'agent' });
    state.value = code === null ? 'asked' : code === 'offline' || code === 'timed_out' ? 'offline' : 'failed';
    announce(words()[state.value]);
  }
  return (
    <button type="button" aria-disabled={isDone} onClick={() => void ask()}>
      <PeopleIcon />
      <span>
        {t().desk}
        <small>{isHere ? t().deskIsHere : isAsked ? t().deskAsked : words()[state.value]}</small>
      </span>
    </button>
  );
}
