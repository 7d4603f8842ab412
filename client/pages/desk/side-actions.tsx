import { useSignal } from '@preact/signals';
import { announce } from '../../ui/announce.ts';
import { Late, Sheet } from '../../ui/sheet.tsx';
import { t } from './side-strings.ts';
import type { OpenLine } from '../open-line.ts';
import type { PageParts } from '../page-parts.ts';
import type { LineSummary } from '#protocol';

type Action = keyof ReturnType<typeof t>['actions'];

/** The key of each, as `aria-keyshortcuts` has it, and as it is written on the button. */
const keys: Record<Action, readonly [shortcut: string, shown: string]> = {
  status: ['S', 'S'],
  reschedule: ['T', 'T'],
  export: ['E', 'E'],
  handOver: ['A', 'A'],
  resolve: ['Shift+R', '⇧ R'],
};

const actionsOf = { agent: ['status', 'reschedule', 'export', 'handOver', 'resolve'], station: ['status'] } as const;

const load = {
  status: () => import('./status-sheet.tsx'),
  reschedule: () => import('./time-sheet.tsx'),
  export: () => import('./export-sheet.tsx'),
  handOver: () => import('./hand-over-sheet.tsx'),
  resolve: () => import('./resolve-sheet.tsx'),
};

export interface DeskActionsProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
}

/** What every sheet of an action is given. */
export interface ActionSheetProps extends DeskActionsProps {
  /** It is done: what to say of it. */
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
}

/** What can be done about the line, each in a sheet of its own. */
export function DeskActions({ parts, line, models }: DeskActionsProps) {
  const open = useSignal<Action | null>(null);
  const said = useSignal('');
  const { members, me } = line;
  const role = members.find(({ id }) => id === me)?.role === 'agent' ? 'agent' : 'station';
  const props: ActionSheetProps = {
    parts,
    line,
    models,
    onClose: () => (open.value = null),
    onDone(words) {
      open.value = null;
      said.value = words;
      announce(words);
    },
  };
  return (
    <>
      <div class="side-actions" role="group" aria-label={t().what}>
        {said.value && <p class="side-said">{said.value}</p>}
        {actionsOf[role].map((action) => (
          <button
            key={action}
            type="button"
            class={action === 'resolve' ? 'btn side-resolve' : 'btn btn-line'}
            aria-haspopup="dialog"
            aria-keyshortcuts={keys[action][0]}
            onClick={() => {
              said.value = '';
              open.value = action;
            }}
          >
            {t().actions[action]}
            <kbd aria-hidden="true">{keys[action][1]}</kbd>
          </button>
        ))}
      </div>
      {open.value && <ActionSheet key={open.value} action={open.value} {...props} />}
    </>
  );
}

function ActionSheet({ action, ...props }: ActionSheetProps & { action: Action }) {
  return (
    <Sheet title={t().actions[action]} onClose={props.onClose}>
      {action === 'status' && <Late load={load.status}>{(part) => <part.StatusSheet {...props} />}</Late>}
      {action === 'reschedule' && <Late load={load.reschedule}>{(part) => <part.TimeSheet {...props} />}</Late>}
      {action === 'export' && <Late load={load.export}>{(part) => <part.ExportSheet {...props} />}</Late>}
      {action === 'handOver' && <Late load={load.handOver}>{(part) => <part.HandOverSheet {...props} />}</Late>}
      {action === 'resolve' && <Late load={load.resolve}>{(part) => <part.ResolveSheet {...props} />}</Late>}
    </Sheet>
  );
}
