import { words } from '../language.ts';
import type { TalkRefusal } from './model.ts';

/** The words of a recording: they come with its sheet. */
export const recordingWords = words({
  zh: {
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
      not_loaded: '网络断了，录音功能没有加载出来。网络恢复后再按一次。',
      try_again: '麦克风已准备好。按住再说一次。',
    } satisfies Record<TalkRefusal, string>,
  },
  en: {
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
      not_loaded: 'No network: the recorder could not be loaded. Press again once it is back.',
      try_again: 'The microphone is ready. Hold and speak.',
    } satisfies Record<TalkRefusal, string>,
  },
});
