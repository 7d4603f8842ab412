import { createDeliveriesModel } from '../../client/deliveries/model.ts';
import { EndHead } from '../../client/deliveries/end-head.tsx';
import { isAhead } from '../../client/deliveries/progress.ts';
import { StepButton, StepTrouble } from '../../client/deliveries/step-button.tsx';
import { StopHeader } from '../../client/deliveries/stop-header.tsx';
import { Steps } from '../../client/deliveries/steps.tsx';
import { TripHeader, type TripSight } from '../../client/deliveries/trip-header.tsx';
import { ShareButton } from '../../client/location/share-button.tsx';
import type { SharingState } from '../../client/location/sharing.ts';
import { PageNotes } from '../../client/pages/page-notes.tsx';
import { QuickReplies } from '../../client/pages/quick-replies.tsx';
import { ShutOut } from '../../client/pages/shut-out.tsx';
import { statuses } from '../../server/protocol/deliveries.ts';
import { Cell, Cells } from './cells.tsx';
import { NOW, say, still } from './still.ts';
import { StandIn } from './stand-in.ts';
import { stillSharing } from './still-models.ts';
import { comingLine } from './told-lines.ts';
import type { ErrorCode, LineId, Status } from '#protocol';

const sight = (stale: boolean): TripSight => ({
  headline: stale ? say('3 分钟前，1.2 公里', '3 minutes ago, 1.2 km') : say('约 4 分钟', 'About 4 min'),
  detail: stale ? '' : say('1.2 公里', '1.2 km'),
  sentence: say('王师傅正在送来你的包裹', 'Mr Wang is on the way'),
  stale,
});
const replies = () => [
  say('马上下来', 'Coming down'),
  say('放驿站', 'Leave at the station'),
  say('放门口', 'Leave at the door'),
  say('我不在家', 'I’m not home'),
];
const sharings: readonly (readonly [name: string, state: SharingState, more?: Parameters<typeof stillSharing>[1]])[] = [
  ['off', { phase: 'off' }],
  ['asking', { phase: 'asking' }],
  ['sharing', { phase: 'sharing', weak: false }],
  ['for a time', { phase: 'sharing', weak: false }, { endsAt: NOW + 24 * 60_000 }],
  ['weak', { phase: 'sharing', weak: true }],
  ['battery low', { phase: 'sharing', weak: false }, { batteryLow: true }],
  ['denied', { phase: 'denied' }],
  ['not possible', { phase: 'unavailable' }],
];
const ends: readonly ErrorCode[] = ['link_invalid', 'link_expired', 'link_revoked', 'client_too_old', 'internal'];

const noMarks = { arrived() {}, shown() {}, look() {}, known() {}, close() {} };

/** Who comes and when, the steps, what can be answered, sharing, and the links that open nothing. */
export function TripCells() {
  const connection = new StandIn();
  const deliveries = createDeliveriesModel({ connection, marks: noMarks });
  const header = (status: Status, seen: TripSight | null, online = true) => {
    const { delivery } = comingLine({ status }).summary;
    if (!isAhead(status)) return <EndHead delivery={{ ...delivery, status }} now={NOW} />;
    return (
      <>
        <TripHeader delivery={{ ...delivery, status }} online={online} sight={seen} now={NOW} />
        <Steps status={status} />
      </>
    );
  };
  const stop = comingLine({ as: 'courier' }).summary;
  const { id } = stop.delivery;
  const step = (moving: LineId | null, trouble: { lineId: LineId; code: 'offline' | 'conflict' } | null) => {
    const model = { ...deliveries, moving: still(moving), trouble: still(trouble), setStatus: async () => {} };
    return (
      <>
        <StepButton model={model} delivery={stop.delivery} />
        <StepTrouble model={model} delivery={stop.delivery} />
      </>
    );
  };
  return (
    <>
      <Cells title="Trip header and steps">
        <Cell name="position known" as="wide">
          {header('out_for_delivery', sight(false))}
        </Cell>
        <Cell name="position old, offline" as="wide">
          {header('out_for_delivery', sight(true), false)}
        </Cell>
        {statuses.map((status) => (
          <Cell key={status} name={status} as="wide">
            {header(status, null)}
          </Cell>
        ))}
      </Cells>
      <Cells title="Stop header and next step">
        <Cell name="ahead" as="wide">
          <StopHeader line={stop} howFar={say('450 米 · 约 2 分钟', '450 m · About 2 min')} />
        </Cell>
        <Cell name="at rest">{step(null, null)}</Cell>
        <Cell name="busy">{step(id, null)}</Cell>
        <Cell name="offline">{step(null, { lineId: id, code: 'offline' })}</Cell>
        <Cell name="refused">{step(null, { lineId: id, code: 'conflict' })}</Cell>
      </Cells>
      <Cells title="Quick replies">
        <Cell name="four" as="wide">
          <QuickReplies replies={replies()} say={() => {}} />
        </Cell>
      </Cells>
      <Cells title="What a person must know of their phone">
        <Cell name="keeps nothing" as="wide">
          <PageNotes keeps={false} offMs={0} />
        </Cell>
        <Cell name="its clock is wrong" as="wide">
          <PageNotes keeps offMs={-3 * 3_600_000} />
        </Cell>
      </Cells>
      <Cells title="Sharing my location">
        {sharings.map(([name, state, more]) => (
          <Cell key={name} name={name}>
            <ShareButton model={stillSharing(state, more)} asCourier={false} connection={connection} />
          </Cell>
        ))}
      </Cells>
      <Cells title="A link that opens nothing">
        {ends.map((code) => (
          <Cell key={code} name={code} as="stage">
            <ShutOut code={code} unsent={code === 'link_revoked' ? 2 : 0} />
          </Cell>
        ))}
      </Cells>
    </>
  );
}
