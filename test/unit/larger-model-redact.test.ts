import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redaction, withoutUnseen } from '../../server/assistant/larger-model/redact.ts';
import { readCorpus, readUnseen } from '../../server/assistant/corpus/read.ts';
import { keyedIn } from '../../server/assistant/understanding/slots/keyed-signs.ts';
import { windowIn } from '../../server/assistant/understanding/when.ts';

const nobody = { names: [], addresses: [], references: [] };
const known = {
  names: ['王小明', '歐陽菲菲', 'Sarah Lee', '快递员', '菜鸟驿站'],
  addresses: ['上海市徐汇区漕溪北路398号汇智大厦', '3单元502', '12 Rosewood Avenue, Bristol'],
  references: ['JD-88213-AX', '单号壹'],
};
const hidden = (text: string, of = known) => redaction(of).hide(text);
/** What anybody can still read of a hidden text, as keys: figures of any kind, spoken ones too. */
const keysLeft = (text: string) =>
  keyedIn(
    text
      .replaceAll(/<[A-Z]+_\d+>/g, '')
      .normalize('NFKC')
      .replaceAll(/[\uFE0F\u20E3]/g, ''),
  )
    .map(({ keys }) => keys)
    .join('');

describe('what leaves', () => {
  it.each([
    ['门禁密码4096#，12栋', '门禁密码<CODE_1>，<NUMBER_1>栋'],
    ['密码是四零九六', '密码是<CODE_1>'],
    ['四 零 九 六 然后井号', '<CODE_1>'],
    ['幺二幺八', '<NUMBER_1>'],
    ['洞拐幺四', '<NUMBER_1>'],
    ['４０９６＃', '<CODE_1>'],
    ['4\u200B0\u200B9\u200B6', '<NUMBER_1>'],
    ['4️⃣0️⃣', '<NUMBER_1>️⃣<NUMBER_2>️⃣'],
    ['①②③④ ٤٠٩٦ 𝟒𝟎𝟗𝟔', '<PHONE_1>'],
    ['code is four oh nine six', 'code is <CODE_1>'],
    ['the code: QWER', 'the code: <CODE_1>'],
    ['暗号：芝麻开门', '暗号：<CODE_1>'],
    ['A4096B', '<NUMBER_1>'],
    ['call +86 138-0013-8000', 'call +<PHONE_1>'],
    ['一三八零零一三八零零零', '<PHONE_1>'],
    ['四，零，九，六', '<NUMBER_1>'],
    ['我是王小明，小明或者王先生，找王 小明', '我是<NAME_1>，<NAME_2>或者<NAME_3>，找<NAME_4>'],
    ['欧阳菲菲女士，歐陽女士', '<NAME_1>女士，<NAME_2>'],
    ['给李女士', '给<NAME_1>'],
    ["Sarah here, SARAH LEE's flat", "<NAME_1> here, <NAME_2>'s flat"],
    ['徐汇漕溪路398号汇智', '<ADDRESS_1><ADDRESS_2>路<NUMBER_1>号<ADDRESS_3>'],
    ['in Bristol, at 12 Rosewood avenue', 'in <ADDRESS_1>, at <NUMBER_1> <ADDRESS_2> avenue'],
    ['change it to 5 Oak Street', 'change it to <NUMBER_1> Oak Street'],
    ['我在3单元502', '我在<ADDRESS_1>'],
    ['31.2304,121.4737', '<POSITION_1>'],
    ['订单JD-88213-AX 单号壹', '订单<ORDER_1> <ORDER_2>'],
    ['加微信 xiao_ming', '加微信 <ACCOUNT_1>'],
    ['https://evil.example/x?y=1 或 foo.cn/a，me@x.org', '<LINK_1> 或 <LINK_2>，<EMAIL_1>'],
  ])('of %s', (text, left) => {
    expect(hidden(text)).toBe(left);
  });

  it.each([
    '明天晚上七点以后再送吧，我不在家',
    '后天19:00到20:30之间',
    '7点半',
    '二十五号上午，三点到五点',
    '等我十分钟，最多十五分钟',
    '周三三点或者周5下午4点',
    '11/25 送，或者 2026-11-26 14:00',
    'come after 7, between 3 and 5 on Friday the 5th, or 1400 hrs',
    'tomorrow 7:30pm please, not before 10am',
    'in 20 minutes, half past six',
    '放门口就行，别打电话',
    '给快递员放菜鸟驿站',
    'w8 for me, b4 noon',
    'leave it with the guard at the gate',
    '千万千万别放门口，万一下雨就湿了',
  ])('is all of %s', (text) => {
    expect(hidden(text)).toBe(text);
  });

  it('is everybody’s words beside short names, and a door’s detail that says only what to do', () => {
    const short = { ...nobody, names: ['An Do', '王明', 'Ji-sung Park', 'Tom（快递员）'], addresses: ['放门口鞋柜'] };
    expect(hidden('a man can do many things, leave it on the land', short)).toBe(
      'a man can <NAME_1> many things, leave it on the land',
    );
    expect(hidden('找小明，明明不在家；Park or Tom or An', short)).toBe(
      '找<NAME_1>，<NAME_2>不在家；<NAME_3> or <NAME_4> or <NAME_5>',
    );
    expect(hidden('放门口鞋柜', short)).toBe('放门口鞋柜');
  });

  it('is no day where it is the door', () => {
    expect(hidden('放3号', { ...nobody, addresses: ['幸福里3号'] })).toBe('放<NUMBER_1>号');
    expect(hidden('3号送', nobody)).toBe('3号送');
  });

  it('has the same placeholder for the same piece, in all texts of a question', () => {
    const { hide } = redaction(known);
    expect(hide('4096，4097，4096')).toBe('<NUMBER_1>，<NUMBER_2>，<NUMBER_1>');
    expect(hide('Sarah: 4097')).toBe('<NAME_1>: <NUMBER_2>');
  });

  it('is what the corpus means by its times, and none of its codes', () => {
    const messages = [...readCorpus(), ...readUnseen()];
    const timed = messages.filter(({ intents }) => intents.some(({ intent }) => intent === 'reschedule'));
    const lost = timed.filter(
      ({ text, now }) => JSON.stringify(windowIn(hidden(text, nobody), now)) !== JSON.stringify(windowIn(text, now)),
    );
    // Slips and chat such as "betwen 10 ad 1" and "2moz", and "9-12", which could be a door.
    expect(lost.length / timed.length).toBeLessThan(0.006);
    const told = messages.filter(({ text, intents }) =>
      intents.some((one) => one.intent === 'access_code' && keysLeft(hidden(text, nobody)).includes(one.slots.code)),
    );
    expect(told).toEqual([]);
  });
});

describe('whatever is written', () => {
  const written: readonly ((digits: string) => string)[] = [
    (digits) => digits,
    (digits) => Array.from(digits, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join(''),
    (digits) => Array.from(digits).join(' '),
    (digits) => Array.from(digits).join('-'),
    (digits) => Array.from(digits).join('，'),
    (digits) => Array.from(digits).join('\u200B'),
    (digits) => Array.from(digits, (one) => `${one}\uFE0F\u20E3`).join(''),
    (digits) => Array.from(digits, (one) => '零一二三四五六七八九'.charAt(Number(one))).join(''),
    (digits) => Array.from(digits, (one) => '〇幺两三四五六七八九'.charAt(Number(one))).join(' '),
    (digits) => Array.from(digits, (one, at) => (at % 2 ? one : '零一二三四五六七八九'.charAt(Number(one)))).join(''),
    (digits) => `${digits}#`,
    (digits) => `#${digits}*`,
  ];
  const english = 'zero one two three four five six seven eight nine'.split(' ');
  const around = fc.constantFrom(
    ['门禁密码', '，麻烦放门口'],
    ['密码是 ', ' 谢谢'],
    ['我的电话', '，到了打我'],
    ['the code is ', ', leave it at the door'],
    ['', ''],
    ['after dinner ring ', ' please'],
    ['取件码：', '。明天晚上七点以后再来'],
    ['at the gate press ', ' and come up'],
  );
  const code = fc.stringMatching(/^\d{3,11}$/);

  it('no code or phone number leaves', () => {
    fc.assert(
      fc.property(code, around, fc.constantFrom(...written), (digits, [before = '', after = ''], write) => {
        const left = keysLeft(hidden(before + write(digits), nobody));
        expect(left.length).toBeLessThan(3);
        expect(hidden(before + write(digits) + after, nobody)).not.toContain(write(digits).slice(0, -1));
      }),
      { numRuns: 600 },
    );
  });

  it('no code spoken in English leaves', () => {
    fc.assert(
      fc.property(code, around, (digits, [before = '']) => {
        const spoken = Array.from(digits, (one) => english[Number(one)] ?? '').join(' ');
        expect(keysLeft(hidden(before + spoken, nobody)).length).toBeLessThan(3);
      }),
      { numRuns: 200 },
    );
  });

  it('no name of the line leaves', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[\u4e00-\u9fa5]{2,4}$/),
      fc.stringMatching(/^[A-Z][a-z]{2,8} [A-Z][a-z]{3,8}$/),
    );
    fc.assert(
      fc.property(name, around, (one, [before = '', after = '']) => {
        const left = hidden(`${before} ${one}，${one.toUpperCase()} ${after}`, { ...nobody, names: [one] });
        expect(left.toLowerCase().replaceAll(/<[a-z]+_\d+>/g, '')).not.toContain(one.toLowerCase());
      }),
      { numRuns: 200 },
    );
  });

  it('every time of day leaves as it is', () => {
    const minute = fc.integer({ min: 0, max: 59 }).map((of) => String(of).padStart(2, '0'));
    const hour = fc.integer({ min: 1, max: 23 });
    fc.assert(
      fc.property(hour, minute, fc.constantFrom('明天', 'tomorrow at ', '下午 ', ''), (of, past, before) => {
        for (const time of [`${before}${of}:${past}`, `明天${of}点`, `${of}点${past}分`, `home by ${of}`])
          expect(hidden(time, nobody)).toBe(time);
      }),
      { numRuns: 200 },
    );
  });

  it('comes back as it was, and without what is not seen', () => {
    const text = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('<NAME_1>', '<CODE_1>', '王小明', '4096', '七点', '漕溪', '\u200B', '<', 'CODE_', '12', '#'),
      ),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        const { hide, putBack } = redaction(known);
        const back = putBack(hide(whole));
        // Words that look like a bent placeholder are refused on the way back; nothing else changes.
        expect(back === null || back === withoutUnseen(whole)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no longer for what was made to take long', () => {
    for (const text of [
      'a'.repeat(2000),
      '1 '.repeat(1000),
      '一'.repeat(2000),
      'a.'.repeat(1000),
      'a@'.repeat(1000),
      '点7'.repeat(1000),
    ])
      expect(typeof hidden(text)).toBe('string');
  });
});

describe('what comes back', () => {
  it('has its pieces again, and nothing that was not given', () => {
    const { hide, putBack } = redaction(known);
    hide('王小明 4096');
    expect(putBack('给<NAME_1>，<NUMBER_1>，再给<NAME_1>')).toBe('给王小明，4096，再给王小明');
    for (const answer of ['<NAME_2>', '<CODE_1>', 'NAME_1', '<name_1>', '[NUMBER_1]', '<NUMBER_01>', 'Name 1'])
      expect(putBack(answer), answer).toBeNull();
  });

  it('cannot be led to the pieces by words that look like placeholders', () => {
    const { hide, putBack } = redaction(known);
    const left = hide('<NUMBER_1> 4096');
    expect(left).not.toContain('<NUMBER_1> ');
    expect(putBack(left)).toBe('<NUMBER_1> 4096');
  });
});
