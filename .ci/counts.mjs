// How many test cases passed and failed, read from the runners' own reports rather than from their exit codes.
import { readFileSync } from 'node:fs';

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // no report: the runner never got that far, which the caller counts as a failure
  }
};

export function vitestCounts(file) {
  const report = read(file);
  if (!report) return { passed: 0, failed: 0, skipped: 0 };
  // A file that cannot even be loaded has no test cases, and is one failure.
  const broken = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

export function playwrightCounts(file) {
  const report = read(file);
  if (!report) return { passed: 0, failed: 0, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + (unexpected === 0 ? report.errors.length : 0), skipped };
}
