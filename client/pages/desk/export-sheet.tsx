import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { newId } from '../../new-id.ts';
import { copyText } from '../../timeline/copy-text.ts';
import { CopyIcon } from '../../ui/late-icons.tsx';
import { takeRecordOut, type RecordFile } from './record-file.ts';
import { useAttempt } from './attempt.ts';
import { t } from './sheet-strings.ts';
import type { ActionSheetProps } from './side-actions.tsx';
import type { ClientId } from '#protocol';

/** The record as a file, after words on what is in it and who sees that it was taken. */
export function ExportSheet({ parts, line }: ActionSheetProps) {
  const gone = useMemo(() => new AbortController(), []);
  useEffect(() => () => gone.abort(), [gone]);
  // One for the sheet: tried again after a lost network, it is still one export.
  const clientId = useMemo(() => newId<ClientId>(), []);
  const part = useSignal(0);
  const record = useSignal<(RecordFile & { readonly url: string }) | null>(null);
  const copied = useSignal('');
  const { busy, trouble, run } = useAttempt();
  useEffect(
    () => () => {
      if (record.peek()) URL.revokeObjectURL(record.peek()?.url ?? '');
    },
    [],
  );
  async function make() {
    part.value = 0;
    try {
      const onPart = (here: number) => (part.value = here);
      const made = await takeRecordOut(parts.connection, {
        lineId: line.delivery.id,
        clientId,
        signal: gone.signal,
        onPart,
      });
      record.value = { ...made, url: URL.createObjectURL(made.file) };
    } catch (error) {
      // The sheet was closed over it: nobody waits any more.
      if (!gone.signal.aborted) throw error;
    }
  }
  function save() {
    const { value } = record;
    if (!value || gone.signal.aborted) return;
    const link = document.createElement('a');
    link.href = value.url;
    link.download = value.name;
    link.click();
  }
  const made = record.value;
  const percent = Math.floor(part.value * 100);
  return (
    <div class="over-sheet-scroll side-sheet">
      <p>{t().exportWhat}</p>
      {made === null && <p>{t().exportTold}</p>}
      <p class={trouble ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
        {trouble || (made ? t().saved(made.name) : busy ? (percent > 0 ? t().loading(percent) : t().making) : '')}
      </p>
      {made && (
        <div class="side-digest">
          <p>
            {t().digest}
            <code>{made.digest}</code>
            {copied.value && <small role="status">{copied.value}</small>}
          </p>
          <button
            type="button"
            class="side-copy"
            aria-label={t().copyDigest}
            onClick={() =>
              void copyText(made.digest).then((done) => (copied.value = done ? t().copied : t().notCopied))
            }
          >
            <CopyIcon size="s" />
          </button>
        </div>
      )}
      <button
        type="button"
        class={made ? 'btn btn-line side-go' : 'btn btn-primary side-go'}
        aria-disabled={busy}
        onClick={() => (made ? save() : run(make, save))}
      >
        {busy ? t().busy : made ? t().saveAgain : t().make}
      </button>
    </div>
  );
}
