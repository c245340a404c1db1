// Lint (type-aware) and format check, side by side. Prints nothing but what is wrong and one line at the end.
import './node-version.mjs';
import { unformatted } from './format.mjs';
import { run } from './run.mjs';

const [lint, format] = await Promise.all([
  run('oxlint', ['--type-aware', '--report-unused-disable-directives', '--deny-warnings', '--format', 'unix']),
  unformatted(),
]);

if (lint.code !== 0) console.error(lint.text.trim());
if (format.broken) console.error(format.broken);
if (format.files.length > 0) console.error(`not formatted (npm run format):\n  ${format.files.join('\n  ')}`);
const clean = lint.code === 0 && format.files.length === 0 && !format.broken;
console.log(clean ? 'lint: clean and formatted' : 'lint: see above');
process.exitCode = clean ? 0 : 1;
