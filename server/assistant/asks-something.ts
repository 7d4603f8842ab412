import { plainText } from './understanding/plain-text.ts';

const question =
  /[?？]|[吗呢么啥咋谁]|什么|怎么|怎样|如何|为何|为什么|哪|几[点个号天时楼家]|多久|多少|多远|何时|(.)不\1|(.)没\2|是否|\b(?:how|what|where|why|who|whom|whose|which)\b|^(?:and |so |ok |hi |hello |sorry )?(?:when|can|could|do|does|did|is|are|was|were|will|would|shall|should|may|might|have|has)\b/u;

/** Whether a text may be a question. One that is taken for one by mistake costs a look at the facts, which say nothing to it. */
export const asksSomething = (text: string): boolean => /\p{L}/u.test(text) && question.test(plainText(text));
