// `npm run lesson -- ID` plays one lesson by its solutions and wrong answers, says what is wrong with it, file, step and
// reason, and how to open it.

import { checksOf } from '../engine/testing/lessons/check.ts';
import { CATALOG, lessonNamed } from '../lessons/catalog.ts';

const [id = ''] = process.argv.slice(2);
const entry = lessonNamed(id);
if (entry === null) {
  console.error(`There is no lesson called '${id}'. There are: ${CATALOG.map((one) => one.id).join(', ')}`);
  process.exit(1);
}
const lesson = await entry.load();
let failed = 0;
for (const check of checksOf(lesson)) {
  const faults = check.run();
  failed += faults.length > 0 ? 1 : 0;
  for (const fault of faults) {
    const place = `lessons/${id}/lesson.ts${check.step === '' ? '' : `: ${check.step}`}`;
    console.error(`${place}: it ${check.name}? No: ${fault}`);
  }
}
if (failed > 0) {
  console.error(`\n${id}: ${failed} checks failed`);
  process.exit(1);
}
console.log(`${id}: every check holds. To see it: npm start, then open the printed address with #/lesson/${id}`);
