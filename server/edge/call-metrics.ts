import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CallId, MemberId } from '#protocol';
import type { Sfu } from '../../media/sfu.ts';
import type { CallObserver } from '../calls/call-observer.ts';
import type { CallState, LiveState } from '../calls/call-state.ts';

interface Watched {
  readonly state: LiveState;
  /** Whose sound could flow once since they answered. */
  readonly connected: Set<MemberId>;
}

const phases = ['ringing', 'talking'] as const;
/** Round numbers of milliseconds that people can tell apart, as seconds. */
const waits = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** Shows how calls go: how many there are, how they end, how long people wait, how it sounds, and what carries them. */
export function callMetrics(registry: Registry, sfu: Sfu | null): CallObserver {
  const live = new Map<CallId, Watched>();
  const registers = [registry];
  const ended = new Counter({
    name: 'doorline_calls_total',
    help: 'Calls that are over, by how they ended; an answered call ends as hung_up or failed',
    labelNames: ['end'],
    registers,
  });
  const answer = new Histogram({
    name: 'doorline_call_answer_seconds',
    help: 'Time from the start of a call to its first answer',
    buckets: [1, 2, 5, 10, 15, 20, 30, 45],
    registers,
  });
  const connect = new Histogram({
    name: 'doorline_call_connect_seconds',
    help: 'Time from the answer until the sound of a member can flow; the caller counts from the first answer on',
    buckets: waits,
    registers,
  });
  const mos = new Histogram({
    name: 'doorline_call_mos',
    help: 'Mean opinion score of one voice in one report, 1 to 4.5 (E-model, ITU-T G.107.2)',
    // The least of the words, G.107 Annex B, and steps between and around them.
    buckets: [1.5, 2, 2.58, 3.1, 3.6, 4.02, 4.2, 4.5],
    registers,
  });
  const loss = new Histogram({
    name: 'doorline_call_loss_percent',
    help: 'Sound that was not there when it was to be played, of one voice in one report',
    buckets: [0, 0.5, 1, 2, 5, 10, 20, 30, 50],
    registers,
  });
  const roundTrip = new Histogram({
    name: 'doorline_call_round_trip_seconds',
    help: 'Round trip between a device and the media worker, in one report',
    buckets: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2],
    registers,
  });
  for (const gauge of [
    new Gauge({
      name: 'doorline_calls',
      help: 'Calls that live',
      labelNames: ['phase'],
      registers: [],
      collect() {
        for (const phase of phases)
          this.set({ phase }, [...live.values()].filter(({ state }) => state.phase === phase).length);
      },
    }),
    new Gauge({
      name: 'doorline_call_legs',
      help: 'Devices that made or took a call that lives',
      registers: [],
      collect() {
        const legs = [...live.values()].flatMap(({ state }) => state.legs);
        this.set(legs.filter(({ answered }) => answered).length);
      },
    }),
  ])
    registry.registerMetric(gauge);
  if (sfu !== null) workerMetrics(registry, sfu);

  /** Who answered, and whose sound flows since. */
  function watchConnections({ connected }: Watched, state: LiveState, at: number): void {
    if (state.phase !== 'talking') return;
    for (const { memberId, answered, path } of state.legs) {
      if (!answered || path !== 'up' || connected.has(memberId)) continue;
      connected.add(memberId);
      const since = state.members.find((member) => member.memberId === memberId)?.since ?? at;
      connect.observe(Math.max(0, at - Math.max(since, state.answeredAt)) / 1000);
    }
  }

  return {
    changed(state: CallState, at) {
      const before = live.get(state.id);
      if (state.phase === 'ended') {
        live.delete(state.id);
        ended.inc({ end: state.end });
        return;
      }
      // Of a call that an earlier server began nobody knows here how long anybody waited.
      const isOld = before === undefined && state.phase === 'talking';
      const connected = before?.connected ?? new Set(isOld ? state.members.map(({ memberId }) => memberId) : []);
      const watched = { state, connected };
      live.set(state.id, watched);
      if (before?.state.phase === 'ringing' && state.phase === 'talking')
        answer.observe(Math.max(0, state.answeredAt - state.startedAt) / 1000);
      watchConnections(watched, state, at);
    },
    left: (id) => void live.delete(id),
    heard(sample) {
      mos.observe(sample.mos);
      loss.observe(sample.lossPercent);
      roundTrip.observe(sample.rttMs / 1000);
    },
  };
}

function workerMetrics(registry: Registry, sfu: Sfu): void {
  for (const metric of [
    new Gauge({
      name: 'doorline_media_worker_legs',
      help: 'Devices whose sound a media worker carries; a worker that is being replaced is left out',
      labelNames: ['worker'],
      registers: [],
      collect() {
        this.reset();
        for (const { worker, legs } of sfu.load) this.set({ worker }, legs);
      },
    }),
    new Counter({
      name: 'doorline_media_worker_deaths_total',
      help: 'Media workers that died by themselves',
      registers: [],
      collect() {
        this.reset();
        this.inc(sfu.deaths);
      },
    }),
  ])
    registry.registerMetric(metric);
}
