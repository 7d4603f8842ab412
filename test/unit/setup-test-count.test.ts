import { describe, expect, it } from 'vitest';
import { closingLine, countTests } from '../../server/setup/test-count.mjs';

const report = (passed: number, failed: number, files: object[] = [], skipped = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
    testResults: files,
  });

describe('counting a run of the tests', () => {
  it('takes what passed and failed', () => {
    const files = [{ status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] }];
    expect(countTests(report(7, 1, files), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  it('counts a file that could not run as one failure', () => {
    const files = [{ status: 'failed', assertionResults: [] }];
    expect(countTests(report(7, 0, files), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  it('is a failure without a report', () => {
    expect(countTests(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('is a failure when the run ended badly though every test passed', () => {
    expect(countTests(report(7, 0), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  it('is a failure when no test ran', () => {
    expect(countTests(report(0, 0), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('closes with one plain line', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 12, failed: 1, skipped: 2 })).toBe('12 passed, 1 failed, 2 skipped');
  });
});
