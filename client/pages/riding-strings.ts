import { words } from '../language.ts';

export const t = words({
  zh: {
    title: '骑行模式',
    nothing: '有消息会自动读出来',
    aloud: '自动读：开',
    silent: '自动读：关',
    close: '退出',
    again: '再听一遍',
    stop: '停',
    pending: '正在转成文字…',
    noWords: '语音，没有文字',
    sending: '正在发送…',
    waiting: '没有网络，恢复后自动发出',
    sent: (name: string) => `已发给${name}`,
    notSent: '没有发出，退出骑行模式后再试',
  },
  en: {
    title: 'Riding',
    nothing: 'What comes is read aloud',
    aloud: 'Aloud: on',
    silent: 'Aloud: off',
    close: 'Close',
    again: 'Listen again',
    stop: 'Stop',
    pending: 'Turning into text…',
    noWords: 'A voice note without words',
    sending: 'Sending…',
    waiting: 'No network, it goes out by itself later',
    sent: (name: string) => `Sent to ${name}`,
    notSent: 'Not sent: close riding mode and try again',
  },
});
