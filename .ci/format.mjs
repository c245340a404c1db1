// Names the files whose format differs; the differences themselves would bury what matters, and nobody fixes them by hand.
import { run } from './run.mjs';

export async function unformatted() {
  const { code, text } = await run('biome', ['check', '--error-on-warnings', '--max-diagnostics', 'none', '.']);
  if (code === 0) return { files: [], broken: '' };
  // oxlint-disable-next-line no-control-regex -- terminal colours
  const plain = text.replace(/\u001B\[[0-9;]*m/g, '');
  const heads = [...plain.matchAll(/^(\S+?)(?::\d+:\d+)? (?:format|assist\/\S+|organizeImports) .*━/gm)];
  const files = [...new Set(heads.map((head) => head[1]))].sort();
  return { files, broken: /^\S+ (parse|configuration|deserialize)/m.test(plain) || files.length === 0 ? plain : '' };
}
