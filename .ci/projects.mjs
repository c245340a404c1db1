// Every TypeScript project, each with the libraries its code may see.
export const projects = [
  'tsconfig.json',
  'engine/tsconfig.json',
  'engine/tsconfig.test.json',
  'engine/host/tsconfig.json',
  'engine/host/tsconfig.test.json',
  'engine/bridge/tsconfig.json',
  'engine/testing/tsconfig.json',
  'lessons/tsconfig.json',
  'lessons/tsconfig.test.json',
  'app/tsconfig.json',
  'app/tsconfig.test.json',
  'app/e2e/tsconfig.json',
];
