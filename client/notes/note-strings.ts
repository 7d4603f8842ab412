import { words } from '../language.ts';
import type { Transcript } from '#protocol';

type TranscriptFailure = Extract<Transcript, { state: 'failed' }>['reason'];

export const t = words({
  zh: {
    play: '播放',
    playNew: '播放，还没有听过',
    pause: '暂停',
    goOn: '继续播放',
    position: '播放位置',
    positionOf: (position: string, length: string) => `${position}，共 ${length}`,
    rate: (rate: number) => `${rate} 倍速，点一下换`,
    loadingAudio: '正在取语音…',
    playFailed: '放不出来，点一下再试',
    pending: '正在转成文字…',
    noSpeech: '没有听到说话',
    failed: {
      engine_failed: '没能转成文字，请听语音',
      timed_out: '转文字太久，已停止，请听语音',
      queue_full: '现在语音太多，没有转文字，请听语音',
      audio_lost: '语音读不出来，没有文字',
      engine_off: '没有开通语音转文字，请听语音',
    } satisfies Record<TranscriptFailure, string>,
    afterSending: '发出后转成文字',
  },
  en: {
    play: 'Play',
    playNew: 'Play, not heard yet',
    pause: 'Pause',
    goOn: 'Go on playing',
    position: 'Place in the note',
    positionOf: (position: string, length: string) => `${position} of ${length}`,
    rate: (rate: number) => `Speed ${rate}, tap to change`,
    loadingAudio: 'getting the recording…',
    playFailed: 'could not be played, tap to try again',
    pending: 'turning into text…',
    noSpeech: 'nothing was said',
    failed: {
      engine_failed: 'could not be turned into text, please listen',
      timed_out: 'took too long to turn into text, please listen',
      queue_full: 'too many notes just now for text, please listen',
      audio_lost: 'the recording cannot be read, no text',
      engine_off: 'no text here, please listen',
    } satisfies Record<TranscriptFailure, string>,
    afterSending: 'turned into text once it is sent',
  },
});
