import { containerBootstrap } from '@nlpjs/core';
import { LangEn } from '@nlpjs/lang-en-min';
import { LangZh } from '@nlpjs/lang-zh';
import { Nlp } from '@nlpjs/nlp';
import type { Message } from '../../../server/assistant/corpus/labels.ts';
import type { Lessons } from '../../../server/assistant/train-model.ts';

/** Says the main intent of a message, and how sure it is of it. */
export type Reader = (
  message: Message,
) => Promise<{ intent: string; confidence: number }> | { intent: string; confidence: number };

const han = /\p{Script=Han}/u;
const languageOf = (text: string) => (han.test(text) ? 'zh' : 'en');

/** nlp.js as its own guide sets it up, one for each side, taught the same messages and phrases by their main intent. */
export async function trainNlpjs({ messages, phrases }: Lessons): Promise<Reader> {
  const side = async (from: Message['from']) => {
    const container = await containerBootstrap();
    for (const plugin of [Nlp, LangEn, LangZh]) container.use(plugin);
    const nlp = container.get('nlp');
    nlp.settings.autoSave = false;
    nlp.settings.nlu = { log: false };
    for (const language of ['en', 'zh']) nlp.addLanguage(language);
    for (const { text, intents } of messages.filter((message) => message.from === from))
      nlp.addDocument(languageOf(text), text, intents[0]?.intent ?? 'other');
    for (const { text, intents } of phrases.filter((phrase) => phrase.from === from))
      nlp.addDocument(languageOf(text), text, intents[0] ?? 'other');
    await nlp.train();
    return nlp;
  };
  const sides = { recipient: await side('recipient'), courier: await side('courier') };
  return async ({ from, text }) => {
    const { intent, score } = await sides[from].process(languageOf(text), text);
    return { intent: intent === 'None' ? 'other' : intent, confidence: score };
  };
}

/** Keywords as one would write them in an hour, the first that fits. */
const keywords = {
  recipient: [
    ['problem', /没收到|破|碎|漏|送错|少了|超时|态度|missing|broken|damaged|wrong|late|rude|not here/i],
    ['refuse', /拒收|退回|不要了|refuse|return|send it back|don't want/i],
    ['change_address', /地址|改送|搬家|address|moved/i],
    ['access_code', /密码|code|pin\b/i],
    ['ask_where', /到哪|哪里|哪儿|几点|多久|什么时候|where|when|how long|eta/i],
    ['reschedule', /明天|后天|改天|周[一二三四五六日末]|晚点|再送|tomorrow|day\b|later|instead|after \d/i],
    ['leave_at', /放|搁|驿站|门卫|保安|柜|前台|leave|put|locker|guard|neighbou?r|porch/i],
    ['contact', /电话|敲门|门铃|短信|call|ring|text|knock/i],
    ['coming', /下来|马上|等我|稍等|coming|down|wait|minute/i],
    ['not_home', /不在|没人|out|not home|nobody/i],
    ['received', /收到|拿到|取到|got it|received|found/i],
    ['directions', /左|右|电梯|单元|号楼|turn|left|right|floor|entrance/i],
    ['ack', /好|嗯|行|谢|ok|yes|thanks|sure|fine/i],
  ],
  courier: [
    ['ask_code', /密码|验证码|code|pin\b/i],
    ['ask_leave_at', /放.*(?:吗|行|哪)|leave it|where should/i],
    ['left_at', /放.*了|给.*了|left|put|handed/i],
    ['ask_home', /在家|有人|方便|home|anyone|in\?/i],
    ['ask_directions', /怎么走|几号楼|哪|which|how do i get|where is/i],
    ['delay', /晚|堵|迟|late|traffic|delay/i],
    ['arrived', /到了|门口|楼下|here|outside|arrived/i],
    ['ack', /好|收到|嗯|ok|sure|thanks/i],
  ],
} as const;

export const byKeywords: Reader = ({ from, text }) => ({
  intent: keywords[from].find(([, words]) => words.test(text))?.[0] ?? 'other',
  confidence: 1,
});
