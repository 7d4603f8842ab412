/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult */
/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * Counts what vitest reports. A file that could not run at all is one failure; so is a run without a report, one that ended
 * badly though nothing in the report failed, and one without any test.
 *
 * @param {string | null} report the JSON report, null where there is none
 * @param {number} exitCode
 * @returns {Count}
 */
export const countTests = (report, exitCode) => {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report);
  const isBroken = (/** @type {FileResult} */ { status, assertionResults }) =>
    status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
  const brokenFiles = testResults.filter(isBroken).length;
  const counted = numFailedTests + brokenFiles;
  const nothingRan = passed === 0;
  const failed = counted === 0 && (exitCode !== 0 || nothingRan) ? 1 : counted;
  return { passed, failed, skipped: numPendingTests + numTodoTests };
};

/** The last line of a run. @param {Count} count */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
