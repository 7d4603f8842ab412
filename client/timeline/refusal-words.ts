import { words } from '../language.ts';
import type { ErrorCode } from '#protocol';

/** Refusals that a person can understand and do something about; the others are all "not sent". */
export const notSentBecause = words<Partial<Record<ErrorCode, string>>>({
  zh: {
    bad_request: '内容不能发送',
    too_large: '太长了，没发出去',
    too_many: '发得太快，没发出去',
    photo_unreadable: '照片读不出来，没发出去',
    conflict: '没发出去，请重新输入',
    forbidden: '你不能再在这里发消息',
    not_found: '要回复的消息不在了，没发出去',
    audio_too_long: '超过 1 分钟，没发出去',
    audio_too_short: '太短了，没发出去',
    audio_empty: '没有录到声音，没发出去',
    audio_unreadable: '语音读不出来，没发出去',
  },
  en: {
    bad_request: 'This cannot be sent',
    too_large: 'Too long, not sent',
    too_many: 'Too fast, not sent',
    photo_unreadable: 'The photo cannot be read, not sent',
    conflict: 'Not sent, please write it again',
    forbidden: 'You can no longer write here',
    not_found: 'What it answers is gone, not sent',
    audio_too_long: 'Longer than a minute, not sent',
    audio_too_short: 'Too short, not sent',
    audio_empty: 'No sound was recorded, not sent',
    audio_unreadable: 'The recording cannot be read, not sent',
  },
});
