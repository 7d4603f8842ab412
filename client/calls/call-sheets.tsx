import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import type { LineSummary, Member, MemberId } from '#protocol';
import { hueOf } from '../people/hue-of.ts';
import { initialOf } from '../people/names.ts';
import { roleWords } from '../timeline/entry-words.ts';
import { announce } from '../ui/announce.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import { PeopleIcon } from '../ui/late-icons.tsx';
import { Late, Sheet } from '../ui/sheet.tsx';
import type { CallModel } from './call-model.ts';
import { isIn, presentOthers } from './call-people.ts';
import { callSheet } from './call-sheet.ts';
import type { CallOther } from './call-state.ts';
import { sheetWords } from './sheet-strings.ts';
import { callWords } from './strings.ts';

/** Calls customer service to the line; null where it is done, else why not. */
export type Invite = () => Promise<string | null>;

export interface CallSheetsProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  readonly invite: Invite;
}

/** The sheet of this line's calls that is open, if one is. */
export function CallSheets(props: CallSheetsProps): JSX.Element | null {
  const open = callSheet.value;
  if (open?.lineId !== props.line.delivery.id) return null;
  const t = sheetWords();
  const title = { whom: t.whom, add: t.add, microphone: t.microphone, help: t.help }[open.kind];
  const close = () => (callSheet.value = null);
  return (
    <Sheet key={open.kind} title={title} onClose={close}>
      {open.kind === 'whom' ? <Whom {...props} onDone={close} /> : null}
      {open.kind === 'add' ? <Add {...props} /> : null}
      {open.kind === 'microphone' ? (
        <Late load={() => import('./microphone-sheet.tsx')}>{(part) => <part.MicrophoneSheet />}</Late>
      ) : null}
      {open.kind === 'help' ? (
        <Late load={() => import('./microphone-help-sheet.tsx')}>
          {(part) => (
            <part.MicrophoneHelpSheet
              failure={open.failure}
              onTest={() => (callSheet.value = { lineId: open.lineId, kind: 'microphone' })}
            />
          )}
        </Late>
      ) : null}
    </Sheet>
  );
}

/** Everybody who can be called, one tap each; the other side of the delivery first and large. */
function Whom({ model, line, invite, onDone }: CallSheetsProps & { onDone: () => void }): JSX.Element {
  const t = sheetWords();
  const others = presentOthers(line);
  const call = (members: readonly MemberId[]) => {
    onDone();
    void model.call(members);
  };
  return (
    <div class="over-sheet-scroll line-sheet">
      <ul>
        {others.map((member, index) => (
          <li key={member.id}>
            <button type="button" class={index === 0 ? 'act call-first' : 'act'} onClick={() => call([member.id])}>
              <Face member={member} line={line} />
              <span>
                <bdi>{member.name}</bdi>
                <small>{roleWords()[member.role]}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <button type="button" class="act" onClick={() => call(others.map(({ id }) => id))}>
          <PeopleIcon />
          <span>
            {t.everyone}
            <small>{t.everyoneWhy(others.length)}</small>
          </span>
        </button>
      )}
      <AskDesk line={line} invite={invite} />
      <button
        type="button"
        class="act"
        onClick={() => (callSheet.value = { lineId: line.delivery.id, kind: 'microphone' })}
      >
        <MicrophoneIcon />
        {callWords().testMicrophone}
      </button>
    </div>
  );
}

/** Those on the line who are not in the call, to ring them; customer service, to ask it to the line. */
function Add({ model, line, invite }: CallSheetsProps): JSX.Element {
  const t = sheetWords();
  const words = useSignal('');
  const state = model.state.value;
  const inCall: readonly CallOther[] = 'others' in state ? state.others : [];
  const addable = presentOthers(line);
  async function ring(id: MemberId) {
    words.value = '';
    const problem = await model.ring(id);
    if (problem === null) return;
    words.value = callWords().problems[problem];
    announce(words.value);
  }
  return (
    <div class="over-sheet-scroll line-sheet">
      {words.value && <p class="sheet-words sheet-trouble">{words.value}</p>}
      <ul>
        {addable.map((member) => {
          const other = inCall.find(({ memberId }) => memberId === member.id);
          const isThere = other !== undefined && isIn(other);
          const isRung = isThere && (other.state === 'called' || other.state === 'ringing');
          const note = isRung ? t.ringsNow : isThere ? t.inCall : other ? t.ringAgain : roleWords()[member.role];
          return (
            <li key={member.id}>
              <button
                type="button"
                class="act"
                aria-disabled={isThere}
                onClick={() => {
                  if (!isThere) void ring(member.id);
                }}
              >
                <Face member={member} line={line} />
                <span>
                  <bdi>{member.name}</bdi>
                  <small>{other && !isThere ? `${callWords().state[stateOf(other)]} · ${note}` : note}</small>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <AskDesk line={line} invite={invite} />
    </div>
  );
}

const stateOf = ({ state }: CallOther) => (state === 'talking' ? 'left' : state);

function Face({ member, line }: { member: Member; line: LineSummary }): JSX.Element {
  const mine = line.members.find(({ id }) => id === line.me)?.role;
  return (
    <span class={`face face-${hueOf(member.role, mine)}`} aria-hidden="true">
      {initialOf(member.name)}
    </span>
  );
}

/** Where nobody of customer service is on the line; an agent needs no other. */
function AskDesk({ line, invite }: { line: LineSummary; invite: Invite }): JSX.Element | null {
  const t = sheetWords();
  const asked = useSignal<'no' | 'asking' | 'asked' | 'failed'>('no');
  const isHere = line.members.some(({ role, left }) => role === 'agent' && !left);
  if (isHere) return null;
  async function ask() {
    if (asked.value === 'asking' || asked.value === 'asked') return;
    asked.value = 'asking';
    asked.value = (await invite()) === null ? 'asked' : 'failed';
    announce(asked.value === 'asked' ? sheetWords().deskAsked : sheetWords().inviteFailed);
  }
  const why = { no: t.askDesk, asking: t.askDesk, asked: t.deskAsked, failed: t.inviteFailed }[asked.value];
  return (
    <button type="button" class="act" aria-disabled={asked.value === 'asked'} onClick={() => void ask()}>
      <PeopleIcon />
      <span>
        {t.desk}
        <small>{why}</small>
      </span>
    </button>
  );
}
