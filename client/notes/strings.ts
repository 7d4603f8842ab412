import { words } from '../language.ts';
import type { ErrorCode, Language, Transcript } from '#protocol';
import type { TalkRefusal } from './model.ts';

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
    opening: '正在打开麦克风…',
    release: (name: string) => `松开就发给${name}，对方能听也能看文字`,
    releaseToCancel: '松开就取消，不会发出',
    locked: (name: string) => `不用按住了，说完发给${name}`,
    longest: '最长 1 分钟',
    slideToCancel: '上滑取消',
    slideToLock: '右滑锁定',
    sendNote: '发送语音',
    cancelNote: '取消',
    started: '开始录音。再按一次发送，按 Esc 取消。',
    sent: '语音已录好，正在发送',
    cancelled: '已取消',
    refusal: {
      denied: '没有麦克风权限。请在浏览器设置里允许使用麦克风，再按一次。',
      in_use: '麦克风正被别的应用占用。先结束那边，再按一次。',
      missing: '没有找到麦克风。你可以打字。',
      unsupported: '这个浏览器不能录音。换系统浏览器打开，或者打字。',
      too_short: '太短了。按住不放，说完再松开。',
      try_again: '麦克风已准备好。按住再说一次。',
    } satisfies Record<TalkRefusal, string>,
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
    notSent: '没发出去',
    notSentBecause: notSentBecause.zh,
    retry: '再发一次',
    discard: '不发了',
  },
  en: {
    hold: 'Hold to talk',
    opening: 'Opening the microphone…',
    release: (name: string) => `Let go to send to ${name}, who can hear it and read it`,
    releaseToCancel: 'Let go to cancel; nothing is sent',
    locked: (name: string) => `No need to hold; send it to ${name} when you are done`,
    longest: '1 minute at most',
    slideToCancel: 'Slide up to cancel',
    slideToLock: 'Slide to lock',
    sendNote: 'Send note',
    cancelNote: 'Cancel',
    started: 'Recording. Press again to send, Escape to cancel.',
    sent: 'Recorded, sending',
    cancelled: 'Cancelled',
    refusal: {
      denied: 'The microphone is not allowed. Allow it in the browser’s settings, then press again.',
      in_use: 'Another app is using the microphone. Close it there, then press again.',
      missing: 'No microphone was found. You can type.',
      unsupported: 'This browser cannot record. Open the link in the phone’s own browser, or type.',
      too_short: 'Too short. Hold while you speak, then let go.',
      try_again: 'The microphone is ready. Hold and speak.',
    } satisfies Record<TalkRefusal, string>,
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
    notSent: 'Not sent',
    notSentBecause: notSentBecause.en,
    retry: 'Try again',
    discard: 'Discard',
  },
});
