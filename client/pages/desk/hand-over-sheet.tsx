import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { nameOrErased } from '../../people/names.ts';
import { announce } from '../../ui/announce.ts';
import { AskError } from '../../connection.ts';
import { troubleInWords, useAttempt } from './attempt.ts';
import { t } from './sheet-strings.ts';
import type { ActionSheetProps } from './side-actions.tsx';
import type { Colleague } from '#protocol';

/** The others of the desk; a tap gives them the line. */
export function HandOverSheet({ parts, line }: ActionSheetProps) {
  const { connection } = parts;
  const { id: lineId } = line.delivery;
  const colleagues = useSignal<readonly Colleague[] | null>(null);
  const failed = useSignal('');
  const { busy, trouble, run } = useAttempt();
  const isOnline = connection.state.value.phase === 'online';
  useEffect(() => {
    async function load() {
      try {
        const answer = await connection.ask('people.colleagues', { lineId });
        // Who can take it at once is met first.
        colleagues.value = [...answer.colleagues].sort((a, b) => Number(b.here) - Number(a.here));
        failed.value = '';
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        failed.value = troubleInWords(error.code);
      }
    }
    void load();
  }, [connection, lineId, isOnline]);
  const give = ({ id, name }: Colleague) =>
    run(
      async () => {
        await connection.ask('people.hand_over', { lineId, to: id });
        // The line may be off this page before its sheet hears of it.
        announce(t().handedOver(nameOrErased(name)));
      },
      () => {},
    );
  const list = colleagues.value;
  const said =
    trouble ||
    (busy ? t().busy : '') ||
    (list === null ? failed.value || t().colleaguesLoading : list.length === 0 ? t().nobody : '');
  return (
    <div class="over-sheet-scroll side-sheet">
      <p>{t().whom}</p>
      <p class={trouble || failed.value ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
        {said}
      </p>
      <ul>
        {list?.map((colleague) => (
          <li key={colleague.id}>
            <button type="button" class="act" aria-disabled={busy} onClick={() => give(colleague)}>
              <span>
                <bdi>{nameOrErased(colleague.name)}</bdi>
                <small>{colleague.onLine ? t().isOnLine : colleague.here ? t().isHere : t().isAway}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
