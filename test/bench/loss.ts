import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { hear } from '../support/heard.ts';
import { errorsOf, spokenFile } from '../support/spoken.ts';
import { openStreetCall } from '../support/street-call.ts';
import type { Measurement, Size } from './main.ts';

/** Of the packets on each phone's link, in each direction: a packet from phone to phone is in danger twice. */
const SHARES = [0, 0.05, 0.1, 0.2, 0.3];
/** How long each loss is listened to: four times through the English sentences. */
const LISTEN_S = 95;

/** Words (English) and characters (Chinese) that are wrong at the far end, by loss, with and without FEC and NACK. */
export async function run(size: Size): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-loss-'));
  const [english, chinese] = [await spokenFile(folder, 'en'), await spokenFile(folder, 'zh')];
  const speech = openSpeech({ engine: 'whisper', threads: 1, log: { warn: () => undefined } });
  if (speech === null) throw new Error('There is no speech engine');
  const measured: Measurement[] = [];
  for (const repair of ['with', 'without'] as const) {
    await using call = await openStreetCall({
      speech: { courier: english.file, recipient: chinese.file },
      ...(repair === 'without' ? { script: withoutRepair } : {}),
    });
    for (const share of size === 'full' ? SHARES : [0, 0.1]) {
      call.street.mend();
      if (share > 0) for (const host of ['courier', 'recipient'] as const) call.street.lose(host, share);
      const seconds = size === 'full' ? LISTEN_S : LISTEN_S / 2;
      const heard = await Promise.all([hear(call.recipient, seconds), hear(call.courier, seconds)]);
      for (const [index, spoken] of [english, chinese].entries()) {
        const { wrong, said } = await errorsOf(heard[index] ?? new Int16Array(), spoken, speech);
        const unit = spoken.language === 'en' ? 'words' : 'characters';
        measured.push({
          name: `wrong ${unit} at ${share * 100} % loss each way on each link, ${repair} FEC and NACK`,
          unit: '%',
          samples: [(100 * wrong) / said],
          note: `${wrong} of ${said} ${unit}`,
        });
      }
    }
  }
  await speech.close();
  await rm(folder, { recursive: true });
  return measured;
}

/** What the page agrees on with the SFU has no FEC and no NACK; runs in the page. */
function withoutRepair(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const sdp = (description.sdp ?? '')
        .replaceAll('useinbandfec=1', 'useinbandfec=0')
        .replaceAll(/a=rtcp-fb:\d+ nack\r\n/g, '');
      return super.setRemoteDescription({ type: description.type, sdp });
    }
  };
}
