import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { statusWords } from '../../deliveries/strings.ts';
import { nameOrErased } from '../../people/names.ts';
import { t } from './strings.ts';
import type { PageParts } from '../page-parts.ts';
import type { ComponentChildren } from 'preact';
import type { Found, LineId, WaitingLine } from '#protocol';

export interface NotOnProps {
  readonly parts: PageParts;
  readonly lineId: string;
  /** What is known of it, where it asked for the desk. */
  readonly asked: WaitingLine | undefined;
  /** What of it was found by the search, where that leads here. */
  readonly found: Found | null;
  /** Leads back to the list, where that is behind this. */
  readonly back: ComponentChildren;
}

/** A line that was found, or that asks for the desk, and that this page is not on. */
export function NotOn({ parts, lineId, asked, found, back }: NotOnProps) {
  const { busy, failed, join } = useJoin(parts, lineId as LineId);
  const known = asked ?? found;
  const head = useRef<HTMLDivElement>(null);
  // Join is the next one with Tab.
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={head} tabIndex={-1} class="desk-empty">
      {back}
      <h1>{known ? <bdi>{nameOrErased(known.recipientName)}</bdi> : t().notOn}</h1>
      {asked && (
        <p>
          <span dir="auto">{asked.address}</span> · {t().number(asked.reference)} · {statusWords()[asked.status].short}
        </p>
      )}
      {!asked && found && (
        <p>
          {t().number(found.reference)} · {t().notOn}
        </p>
      )}
      {parts.deliveries.role.value === 'agent' && (
        <>
          <p role="status">{failed ? t().joinFailed : t().notOnWhy}</p>
          <button type="button" class="btn btn-primary" aria-disabled={busy} onClick={join}>
            {busy ? t().joining : t().join}
          </button>
        </>
      )}
    </div>
  );
}

/** Coming to a line, which is then in front. */
export function useJoin({ deliveries }: PageParts, lineId: LineId) {
  const busy = useSignal(false);
  const failed = useSignal(false);
  async function join() {
    if (busy.value) return;
    busy.value = true;
    failed.value = (await deliveries.join(lineId)) !== null;
    busy.value = false;
    if (!failed.value) location.hash = lineId;
  }
  return { busy: busy.value, failed: failed.value, join: () => void join() };
}
