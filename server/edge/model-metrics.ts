import { Counter, type Registry } from 'prom-client';

/** Counts what became of questions to the larger model, and what they cost; nothing of what they were about. */
export function modelMetrics(
  registry: Registry,
): (of: { readonly asked: string; readonly outcome: string; readonly tokens: number }) => void {
  const questions = new Counter({
    name: 'doorline_model_questions_total',
    help: 'Questions to the larger model: what was asked, and whether it was answered or why not',
    labelNames: ['asked', 'outcome'],
    registers: [registry],
  });
  const cost = new Counter({
    name: 'doorline_model_tokens_total',
    help: 'Tokens that answers of the larger model cost, as it says itself or as is estimated',
    registers: [registry],
  });
  return ({ asked, outcome, tokens }) => {
    questions.inc({ asked, outcome });
    cost.inc(tokens);
  };
}
