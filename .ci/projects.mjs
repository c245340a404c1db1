// Every TypeScript project, each with the libraries its code may see.
export const projects = [
  'tsconfig.json',
  '.ci/e2e/tsconfig.json',
  'engine/tsconfig.source.json',
  'engine/tsconfig.test.json',
  'engine/host/tsconfig.source.json',
  'engine/host/tsconfig.test.json',
  'engine/bridge/tsconfig.json',
  'engine/testing/tsconfig.json',
  'lessons/tsconfig.source.json',
  'lessons/tsconfig.test.json',
  'app/tsconfig.source.json',
  'app/tsconfig.test.json',
  'app/e2e/tsconfig.json',
];
