import './note-content.css';
import type { NotesModel } from './model.ts';
import { PlayerRow } from './player-row.tsx';
import { recordingWords as t } from './recording-strings.ts';

/** A recording that nobody ended, with the two ways to end it now. */
export function CutOffOffer({ model }: { model: NotesModel }) {
  const note = model.cutOff.value;
  if (note === null) return null;
  const { clientId, audio, durationMs, levels } = note;
  return (
    <section class="cut-off" aria-labelledby="cut-off">
      <p id="cut-off">{t().cutOff}</p>
      <PlayerRow player={model.player} note={{ id: clientId, durationMs, audio, from: 'me' }} shape={levels} />
      <div class="pair">
        <button type="button" class="btn btn-line" onClick={() => void model.forgetCutOff()}>
          {t().deleteCutOff}
        </button>
        <button type="button" class="btn btn-primary" onClick={() => void model.sendCutOff()}>
          {t().sendCutOff}
        </button>
      </div>
    </section>
  );
}
