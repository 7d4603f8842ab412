import type { AssistantAnswer, Suggestion } from '#protocol';

/** The answer without the words that it quotes. */
function withoutQuotes(answer: AssistantAnswer): AssistantAnswer {
  switch (answer.to) {
    case 'code':
      return { ...answer, code: '' };
    case 'way': {
      const { said: _said, ...rest } = answer;
      return rest;
    }
    case 'leave_at': {
      const { detail: _detail, ...rest } = answer;
      return rest;
    }
    case 'home':
    case 'where':
      return answer;
    case 'question':
      return { ...answer, text: '' };
  }
}

/** The same without the words that were cut from what somebody said: they may have been taken back. */
export function withoutWords(now: Suggestion): Suggestion {
  const { act } = now;
  switch (act.do) {
    case 'answer':
      return { ...now, act: { ...act, answer: withoutQuotes(act.answer) } };
    case 'leave_at': {
      const { detail: _detail, ...rest } = act;
      return { ...now, act: rest };
    }
    case 'remember':
      return { ...now, act: { ...act, text: '' } };
    case 'coming':
    case 'received':
    case 'reschedule':
    case 'person':
    case 'landmark':
    case 'proof':
    case 'step':
      return now;
  }
}

/** Whether it has words in it that were cut from what somebody said. */
export const quotes = (now: Suggestion): boolean => JSON.stringify(withoutWords(now)) !== JSON.stringify(now);

/** A suggestion that holds no longer. It keeps no words, which were said otherwise since, or taken back. */
export const withdrawn = (now: Suggestion): Suggestion => ({ ...withoutWords(now), state: 'replaced' });
