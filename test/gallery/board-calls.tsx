import '../../client/calls/calls.css';
import { CallButton } from '../../client/calls/call-button.tsx';
import { CallEnded } from '../../client/calls/call-ended.tsx';
import { QualityBars } from '../../client/calls/call-icons.tsx';
import { CallPanel } from '../../client/calls/call-panel.tsx';
import type { CallProblem, CallState, EndReason } from '../../client/calls/call-state.ts';
import { CallStrip } from '../../client/calls/call-strip.tsx';
import { LevelBars } from '../../client/calls/level-bars.tsx';
import type { ActiveState } from '../../client/calls/state-words.ts';
import { Cell, Cells } from './cells.tsx';
import { memberId } from './people.ts';
import { callId, other, stillCall, type StillCall } from './still-models.ts';
import { comingLine } from './told-lines.ts';
import { say } from './still.ts';

const [COURIER, AGENT, STATION] = [memberId('courier', 1), memberId('agent', 1), memberId('station', 1)];
const ringing: ActiveState = { phase: 'calling', callId, others: [other(COURIER, { state: 'ringing' })] };
const talking: ActiveState = { phase: 'talking', callId, others: [other(COURIER)] };

type Panel = readonly [name: string, state: ActiveState, more?: Partial<StillCall>];
const panels = (): readonly Panel[] => [
  ['opening the microphone', { phase: 'starting' }],
  ['ringing', ringing],
  ['connecting', { phase: 'connecting', callId, others: [other(COURIER)] }],
  ['talking', talking, { quality: 'good', levels: [[COURIER, 0.7]] }],
  ['weak', talking, { quality: 'poor' }],
  ['muted', talking, { muted: true, quality: 'good' }],
  ['reconnecting', { phase: 'reconnecting', callId, others: [other(COURIER)] }],
  [
    'the other is away',
    { phase: 'talking', callId, others: [other(COURIER, { state: 'reconnecting' })] },
    { quality: 'fair' },
  ],
  ['tap to hear', talking, { soundBlocked: true }],
  ['listening in', talking, { listening: true }],
  [
    'with captions',
    talking,
    {
      quality: 'good',
      captions: [{ id: 1, memberId: COURIER, at: 0, text: say('我到北门了', 'I’m at the north gate'), final: true }],
    },
  ],
  [
    'of several',
    {
      phase: 'talking',
      callId,
      others: [
        other(COURIER, { muted: true }),
        other(AGENT, { quality: 'poor' }),
        other(STATION, { state: 'ringing' }),
      ],
    },
    { quality: 'fair', levels: [[AGENT, 0.6]] },
  ],
];
const problems: readonly CallProblem[] = [
  'microphone_denied',
  'microphone_missing',
  'microphone_in_use',
  'microphone_unsupported',
  'microphone_lost',
  'no_path',
];
const ends: readonly EndReason[] = [
  'hung_up',
  'declined',
  'no_answer',
  'missed',
  'busy',
  'failed',
  'answered_elsewhere',
  'moved',
];

const idle: CallState = { phase: 'idle' };

/** A call in each of its states. */
export function CallCells() {
  const line = comingLine({ also: ['agent', 'station'] }).summary;
  const panel = (state: ActiveState, more: Partial<StillCall> = {}) => (
    <CallPanel model={stillCall({ state, ...more })} line={line} state={state} otherName={line.delivery.courierName} />
  );
  return (
    <>
      <Cells title="Call button, quality and level">
        <Cell name="at rest">
          <CallButton model={stillCall({ state: idle })} line={line} />
        </Cell>
        <Cell name="off, in a call">
          <CallButton model={stillCall({ state: talking })} line={line} />
        </Cell>
        {(['good', 'fair', 'poor'] as const).map((quality) => (
          <Cell key={quality} name={quality}>
            <QualityBars quality={quality} />
          </Cell>
        ))}
        {(['me', 'other', 'joined'] as const).map((side) => (
          <Cell key={side} name={`level, ${side}`}>
            <span style={{ width: '120px' }}>
              <LevelBars side={side} level={0.6} />
            </span>
          </Cell>
        ))}
      </Cells>
      <Cells title="Call panel">
        {panels().map(([name, state, more]) => (
          <Cell key={name} name={name} as="stage">
            {panel(state, more)}
          </Cell>
        ))}
      </Cells>
      <Cells title="What is wrong in a call">
        {problems.map((problem) => (
          <Cell key={problem} name={problem} as="stage">
            {panel(talking, { problem })}
          </Cell>
        ))}
      </Cells>
      <Cells title="A call that is over, and one that others have">
        {ends.map((reason) => (
          <Cell key={reason} name={reason} as="stage">
            <CallEnded
              model={stillCall({ state: idle })}
              lineId={line.delivery.id}
              callerName={line.delivery.courierName}
              state={{ phase: 'ended', reason, byMe: false, talkMs: reason === 'hung_up' ? 84_000 : 0 }}
              callAgain={() => {}}
              leaveNote={() => {}}
            />
          </Cell>
        ))}
        <Cell name="others talk" as="stage">
          <CallStrip
            model={stillCall({ state: { phase: 'running', callId, others: [other(COURIER), other(AGENT)] } })}
            line={line}
          />
        </Cell>
      </Cells>
    </>
  );
}
