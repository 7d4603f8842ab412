import * as v from 'valibot';

/** Most issues that are told at once. */
const TOLD_MAX = 5;

/** What is wrong with an input, by field, without repeating what was sent: that may be private. */
export function issuesInWords(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .slice(0, TOLD_MAX)
    .map(
      (issue) =>
        // The library's own messages repeat what was received; ours say what is wanted.
        `${v.getDotPath(issue) ?? 'the value'}: ${issue.expected && issue.message.startsWith('Invalid ') ? `expected ${issue.expected}` : issue.message}`,
    )
    .join('; ');
}
