import { words } from '../language.ts';
import type { Transcript } from '#protocol';

type TranscriptFailure = Extract<Transcript, { state: 'failed' }>['reason'];

export const t = words({
  zh: {
    hold: '按住说话',
    notLoaded: '网络断了，录音功能没有加载出来。网络恢复后再按一次。',
    play: '播放',
    stop: '停止',
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
    hold: 'Hold to talk',
    notLoaded: 'No network: the recorder could not be loaded. Press again once it is back.',
    play: 'Play',
    stop: 'Stop',
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
