import { describe, expect, it } from 'vitest';
import { believed } from '../../media/speech/belief.ts';
import { isEcho, promptOf } from '../../media/speech/prompt.ts';
import { joinedText } from '../../media/speech/tidy-text.ts';
import { VOICE_FRAME } from '../../media/speech/voice-activity.ts';
import { WINDOW_MAX_S, windowsOf } from '../../media/speech/windows.ts';

const sure = { noSpeech: 0.05, meanLogProbability: -0.2 };
const heard = (text: string, language: 'zh' | 'en' | null = null, doubts: typeof sure | null = sure, voiceMs = 5000) =>
  believed({ text, language, doubts }, voiceMs);

describe('words that are believed', () => {
  it.each([
    '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
    '字幕由 Amara.org 社群提供',
    '谢谢大家收看',
    'Thank you for watching.',
    'Thanks for watching!',
    'Please subscribe.',
    'Subtitles by the Amara.org community',
  ])('are never the credits of a film: %s', (credits) => {
    expect(heard(credits)).toBe('');
    expect(heard(credits, null, null)).toBe('');
  });

  it('stay where credits stand beside them', () => {
    expect(heard('我在三号楼门口。谢谢大家收看。')).toBe('我在三号楼门口。');
    expect(heard(' I am at the gate. Thanks for watching!')).toBe('I am at the gate.');
  });

  it.each(['我给你打赏了', '给你点赞', '谢谢', '好', 'Thank you.', 'OK', 'I owe you 3.50.', '好的，下次见'])(
    'are what people say at a door: %s',
    (words) => expect(heard(words)).toBe(words),
  );

  it('are no word of thanks that the engine itself doubts', () => {
    expect(heard('Thank you.', 'en', { noSpeech: 0.5, meanLogProbability: -0.9 })).toBe('');
    expect(heard('谢谢', 'zh', { noSpeech: 0.2, meanLogProbability: -1.2 })).toBe('');
  });

  it('are nothing where the engine hears no speech, or has no idea what was said', () => {
    expect(heard('I am at the gate.', 'en', { noSpeech: 0.8, meanLogProbability: -1.1 })).toBe('');
    expect(heard('I am at the gate.', 'en', { noSpeech: 0.3, meanLogProbability: -1.7 })).toBe('');
    expect(heard('可以快速检查', 'zh', { noSpeech: 0.81, meanLogProbability: -0.52 })).not.toBe('');
    expect(heard('I am at the gate.', 'en', { noSpeech: 0.5, meanLogProbability: -1.2 })).not.toBe('');
  });

  it('are no more than a person can say in the time', () => {
    const long = '我已经到了阳光花园三号楼的门口请你下来拿一下快递谢谢';
    expect(heard(long, 'zh', sure, 4000)).toBe(long);
    expect(heard(long, 'zh', sure, 900)).toBe('');
    expect(heard('I am at the gate of the third building, please come down.', 'en', sure, 500)).toBe('');
  });

  it('hold a letter', () => {
    expect(heard('… -')).toBe('');
    expect(heard('')).toBe('');
  });
});

describe('stretches for the engine', () => {
  const recording = (seconds: number, isQuiet: (second: number) => boolean) => {
    const samples = Int16Array.from({ length: Math.round(seconds * 16_000) }, (_, i) =>
      isQuiet(i / 16_000) ? 0 : i % 2 ? 3000 : -3000,
    );
    const voiced = Array.from({ length: Math.floor(samples.length / VOICE_FRAME) }, (_, i) => !isQuiet(i * 0.03));
    return windowsOf(samples, voiced).map(({ from, to }) => [from / 16_000, to / 16_000] as const);
  };

  it('are the whole recording where it is short', () => {
    expect(recording(0.02, () => false)).toEqual([]);
    expect(recording(5, () => false)).toEqual([[0, 5]]);
    expect(recording(WINDOW_MAX_S, () => false)).toHaveLength(1);
  });

  it('are cut in a pause', () => {
    const [first, second, ...more] = recording(30, (second) => second > 15 && second < 15.6);
    expect(more).toEqual([]);
    expect(first?.[0]).toBe(0);
    expect(first?.[1]).toBeGreaterThan(15);
    expect(first?.[1]).toBeLessThan(15.6);
    expect(second).toEqual([first?.[1], 30]);
  });

  it.each([23.5, 24, 30, 41, 45, 59.9, 60, 65])('of %d s are never too long, and none is lost', (seconds) => {
    const stretches = recording(seconds, () => false);
    for (const [from, to] of stretches) expect(to - from).toBeLessThanOrEqual(WINDOW_MAX_S);
    stretches.forEach(([from], i) => expect(from).toBe(i === 0 ? 0 : stretches[i - 1]?.[1]));
    expect(stretches.at(-1)?.[1]).toBe(seconds);
  });

  it('are left out where nobody speaks', () => {
    expect(recording(60, (second) => second > 15)).toHaveLength(1);
  });
});

describe('the text of a long recording', () => {
  it.each([
    ['', '你好', '你好'],
    ['你好', '', '你好'],
    ['我到了', '在门口', '我到了，在门口'],
    ['我到了。', '在门口', '我到了。在门口'],
    ['I am here.', 'At the gate', 'I am here. At the gate'],
    ['我到了', 'OK', '我到了 OK'],
  ])('joins %j and %j', (before, after, whole) => expect(joinedText(before, after)).toBe(whole));
});

describe('the prompt', () => {
  it('names the trade, and the names that are given', () => {
    expect(promptOf([]).zh).toContain('取件码');
    expect(promptOf([]).en).toBe('');
    expect(promptOf(['阳光花园', 'Wang Fang']).zh).toContain('还有阳光花园、Wang Fang。');
    expect(promptOf(['阳光花园', 'Wang Fang']).en).toBe('They talk about 阳光花园, Wang Fang.');
  });

  it('is told from what somebody says', () => {
    const names = ['Pat', '阳光花园', 'Riverside Garden'];
    const echoes = [
      '丰巢和门卫。',
      '以下是普通话的句子',
      ' 普通话的句子,',
      'Pat, 阳光花园, Riverside Garden.',
      'They talk about',
    ];
    for (const echo of echoes) expect(isEcho(echo, names)).toBe(true);
    for (const said of ['取件码', '快递在驿站', '丰巢和门卫都不在', 'Riverside Garden.', 'Riverside', '', '…'])
      expect(isEcho(said, names)).toBe(false);
  });

  it('has no room for a whole letter, nor for signs', () => {
    expect(promptOf(['a'.repeat(25), '  ', '\n<|endoftext|>']).zh).toContain('还有endoftext。');
    expect(promptOf(Array.from({ length: 100 }, (_, i) => `name ${i}`)).en.match(/name/g)).toHaveLength(12);
  });
});
