import './people.css';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { roleWords } from '../timeline/entry-words.ts';
import { clockTime } from '../time-words.ts';
import { announce } from '../ui/announce.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import { BackIcon, LeaveIcon, PeopleIcon, RideIcon, SearchIcon, StationIcon, UndoIcon } from '../ui/late-icons.tsx';
import { hueOf } from './hue-of.ts';
import { initialOf } from './names.ts';
import { t } from './line-sheet-strings.ts';
import type { DeliveriesModel } from '../deliveries/model.ts';
import type { LineSummary, Role, Station } from '#protocol';

export interface LineSheetProps {
  readonly model: DeliveriesModel;
  readonly line: LineSummary;
  /** A courier's: tells how the stop ended, where the parcel is not handed over; null where it is over. */
  readonly onOutcome: (() => void) | null;
  /** A courier's: takes back that they are at the door; null where nobody has said so. */
  readonly onNotThere: (() => void) | null;
  readonly onSearch: () => void;
  /** Opens the test of the microphone. */
  readonly onTest: () => void;
  readonly onDone: () => void;
  /** What can be set for this phone. */
  readonly children?: ComponentChildren;
  /** Under the people. */
  readonly foot?: ComponentChildren;
}

type Code = Awaited<ReturnType<DeliveriesModel['invite']>>;

/** Who may be called by whom; the server decides, this only spares a useless button. */
const mayAsk: Record<Role, { desk: boolean; station: boolean; leave: boolean }> = {
  courier: { desk: true, station: true, leave: false },
  recipient: { desk: true, station: false, leave: false },
  station: { desk: true, station: false, leave: true },
  agent: { desk: false, station: true, leave: true },
};

/** Each is called what its speakers call it. */
const languages = [
  { language: null, name: null },
  { language: 'zh', name: '中文' },
  { language: 'en', name: 'English' },
] as const;

/** Everything about the line that is not said in it: who is here, who can be called, and what was said long ago. */
export function LineSheet(props: LineSheetProps) {
  const { model, line, onOutcome, onNotThere, onSearch, onTest, onDone, children, foot } = props;
  const busy = useSignal(false);
  const words = useSignal<{ text: string; isTrouble: boolean } | null>(null);
  const choosing = useSignal(false);
  const { members, me, delivery, helpAskedAt } = line;
  const role = members.find(({ id }) => id === me)?.role;
  const may = role ? mayAsk[role] : null;
  const hasAgent = members.some((member) => member.role === 'agent' && !member.left);

  async function run(job: () => Promise<Code>, done: string | null) {
    if (busy.value) return;
    busy.value = true;
    words.value = null;
    const code = await job();
    busy.value = false;
    if (code !== null) {
      words.value = { text: refusal(code), isTrouble: true };
      return;
    }
    if (done === null) {
      onDone();
      return;
    }
    words.value = { text: done, isTrouble: false };
    choosing.value = false;
  }
  const callStation = ({ id, name }: Station) =>
    void run(() => model.invite(delivery.id, { role: 'station', stationId: id }), t().called(name));

  if (choosing.value)
    return (
      <Stations
        model={model}
        line={line}
        back={() => (choosing.value = false)}
        call={callStation}
        words={words.value?.text ?? ''}
      />
    );
  return (
    <div class="over-sheet-scroll line-sheet">
      {words.value && (
        <p class={words.value.isTrouble ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
          {words.value.text}
        </p>
      )}
      <button type="button" class="act" onClick={onSearch}>
        <SearchIcon />
        {t().search}
      </button>
      {onNotThere && (
        <button type="button" class="act" onClick={onNotThere}>
          <RideIcon />
          <span>
            {t().notThere}
            <small>{t().notThereWhy}</small>
          </span>
        </button>
      )}
      {onOutcome && (
        <button type="button" class="act" onClick={onOutcome}>
          <UndoIcon />
          <span>
            {t().outcome}
            <small>{t().outcomeWhy}</small>
          </span>
        </button>
      )}
      {may?.desk && (
        <button
          type="button"
          class="act"
          aria-disabled={busy.value || hasAgent || helpAskedAt !== undefined}
          onClick={() => {
            if (!hasAgent && helpAskedAt === undefined)
              void run(() => model.invite(delivery.id, { role: 'agent' }), t().asked);
          }}
        >
          <PeopleIcon />
          <span>
            {t().askDesk}
            <small>
              {busy.value
                ? t().busy
                : hasAgent
                  ? t().deskIsHere
                  : helpAskedAt
                    ? t().askedAt(clockTime(helpAskedAt))
                    : t().askDeskWhy}
            </small>
          </span>
        </button>
      )}
      {may?.station && (
        <button type="button" class="act" onClick={() => (choosing.value = true)}>
          <StationIcon />
          <span>
            {t().callStation}
            <small>{t().callStationWhy}</small>
          </span>
        </button>
      )}
      <button type="button" class="act" onClick={onTest}>
        <MicrophoneIcon />
        {t().testMicrophone}
      </button>
      <fieldset class="speaks">
        <legend class="people-title">{t().speaks}</legend>
        {languages.map(({ language, name }) => (
          <label key={language ?? 'any'} class="chip">
            <input
              type="radio"
              name="speaks"
              checked={(members.find(({ id }) => id === me)?.speaks ?? null) === language}
              onChange={() => void run(() => model.speak(language), t().speaksDone)}
            />
            {name ?? t().speaksAny}
          </label>
        ))}
      </fieldset>
      {may?.leave && (
        <button type="button" class="act is-danger" onClick={() => void run(() => model.leave(delivery.id), null)}>
          <LeaveIcon />
          <span>
            {t().leave}
            <small>{t().leaveWhy}</small>
          </span>
        </button>
      )}
      {children}
      <h3 class="people-title">{t().people}</h3>
      <ul>
        {members.map((member) => (
          <li key={member.id} class={member.left ? 'person has-left' : 'person'}>
            <span class={`face face-${hueOf(member.role, role)}`} aria-hidden="true">
              {initialOf(member.name)}
            </span>
            <span>
              <bdi>{member.name}</bdi>
              {member.id === me && t().you}
              <small>
                {roleWords()[member.role]}
                {member.left && ` · ${t().left}`}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {foot}
    </div>
  );
}

/** More than are seen at once are looked for by their names. */
const MANY_STATIONS = 8;

interface StationsProps {
  readonly model: DeliveriesModel;
  readonly line: LineSummary;
  readonly words: string;
  readonly back: () => void;
  readonly call: (station: Station) => void;
}

function Stations({ model, line, words, back, call }: StationsProps) {
  const stations = useSignal<readonly Station[] | null>(null);
  const trouble = useSignal('');
  const wanted = useSignal('');
  async function load() {
    try {
      stations.value = await model.stations(line.delivery.id);
    } catch {
      trouble.value = t().offline;
    }
  }
  useEffect(() => {
    void load();
    announce(t().stations);
  }, []);
  const all = stations.value;
  const found = all?.filter(({ name }) => name.toLowerCase().includes(wanted.value.trim().toLowerCase())) ?? [];
  const said =
    words ||
    trouble.value ||
    (all === null ? t().stationsLoading : all.length === 0 ? t().noStations : found.length === 0 ? t().noneFound : '');
  return (
    <div class="over-sheet-scroll line-sheet">
      <button type="button" class="act" onClick={back}>
        <BackIcon />
        {t().stations}
      </button>
      {all !== null && all.length > MANY_STATIONS && (
        <input
          type="search"
          class="field"
          dir="auto"
          aria-label={t().findStation}
          placeholder={t().findStation}
          value={wanted.value}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
        />
      )}
      {said && (
        <p class={words || trouble.value ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
          {said}
        </p>
      )}
      <ul>
        {found.map((station) => (
          <li key={station.id}>
            <button type="button" class="act" onClick={() => call(station)}>
              <StationIcon />
              <bdi>{station.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function refusal(code: NonNullable<Code>): string {
  if (code === 'offline' || code === 'timed_out') return t().offline;
  return code === 'forbidden' ? t().forbidden : t().failed;
}
