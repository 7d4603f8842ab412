import { words } from '../language.ts';
import type { ErrorCode, Language, Transcript } from '#protocol';

type TranscriptFailure = Extract<Transcript, { state: 'failed' }>['reason'];

/** The other codes are faults of ours or of the network, which a person cannot mend: they are all "not sent". */
const notSentBecause: Record<Language, Partial<Record<ErrorCode, string>>> = {
  zh: {
    audio_too_long: '超过 1 分钟，没发出去',
    audio_too_short: '太短了，没发出去',
    audio_empty: '没有录到声音，没发出去',
  },
  en: {
    audio_too_long: 'Longer than a minute, not sent',
    audio_too_short: 'Too short, not sent',
    audio_empty: 'No sound was recorded, not sent',
  },
};

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
    sending: '正在发送…',
    waiting: '等待发送',
    notSent: '没发出去',
    notSentBecause: notSentBecause.zh,
    retry: '再发一次',
    discard: '不发了',
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
    sending: 'Sending…',
    waiting: 'Waiting to send',
    notSent: 'Not sent',
    notSentBecause: notSentBecause.en,
    retry: 'Try again',
    discard: 'Discard',
  },
});
