import fc from 'fast-check';

/*
 * Random programs that end, say what they do, and mean the same everywhere: a handful of variables, and statements and
 * expressions of every kind over them. Whatever goes wrong in one is caught and printed.
 */

const NAMES = ['a', 'b', 'c', 'd'] as const;
const name = fc.constantFrom(...NAMES);

const literal = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom('0.5', '1e3', 'NaN', 'null', 'undefined', 'true', 'false', '-0'),
  fc.constantFrom("''", "'x'", "'hello'", "'10'", "'ü'").map(String),
);

// biome-ignore format: a type, for an interface is no record to fast-check
type Tied = { readonly expression: string; readonly statement: string; readonly block: string };

const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '===',
  '!==',
  '==',
  '<',
  '>',
  '<=',
  '>=',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
];
const METHODS = [
  (x: string, y: string) => `String(${x}).slice(0, 3).concat(${y})`,
  (x: string) => `String(${x}).toUpperCase().padStart(4, '.')`,
  (x: string, y: string) => `[${x}, ${y}, 3].map((v) => v + 1)`,
  (x: string, y: string) => `[${x}, ${y}, 1].filter(Boolean).length`,
  (x: string, y: string) => `[3, ${x}, ${y}].sort().join('/')`,
  (x: string, y: string) => `[1, 2, 3].reduce((s, v) => s + v + ${x}, ${y})`,
  (x: string, y: string) => `JSON.stringify({ x: ${x}, y: [${y}] })`,
  (x: string, y: string) => `[...new Set([${x}, ${y}, ${x}])].length`,
  (x: string, y: string) => `new Map([[${x}, 1], ['k', ${y}]]).get('k')`,
  (x: string, y: string) => `Math.max(${x}, ${y}, 0)`,
  (x: string, y: string) => `Object.entries({ p: ${x}, q: ${y} }).flat().length`,
  (x: string, y: string) => `String(${x}).split('').includes(String(${y}))`,
  (x: string) => `String(${x}).replace(/[0-9]/g, (m) => '<' + m + '>')`,
  (x: string, y: string) => `(({ p = ${x}, ...r }) => [p, r])({ q: ${y} })`,
  (x: string, y: string) => `((v, w = ${y}, ...more) => typeof v + w + more.length)(${x})`,
  (x: string, y: string) => `[${x}, ...[${y}, 2]].at(-1)`,
  (x: string, y: string) => `(function () { return arguments.length + this?.z + ${x}; }).call({ z: ${y} }, 1, 2)`,
];

const tied = fc.letrec<Tied>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal,
    name,
    fc
      .tuple(tie('expression'), fc.constantFrom(...BINARY), tie('expression'))
      .map(([x, op, y]) => `((${x}) ${op} (${y}))`),
    fc
      .tuple(fc.constantFrom('!', '-', '+', '~', 'typeof ', 'void '), tie('expression'))
      .map(([op, x]) => `(${op}(${x}))`),
    fc
      .tuple(tie('expression'), fc.constantFrom('&&', '||', '??'), tie('expression'))
      .map(([x, op, y]) => `((${x}) ${op} (${y}))`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([x, y, z]) => `((${x}) ? (${y}) : (${z}))`),
    fc
      .tuple(fc.constantFrom(...METHODS), tie('expression'), tie('expression'))
      .map(([make, x, y]) => `(${make(x, y)})`),
    fc
      .tuple(name, fc.constantFrom('=', '+=', '??=', '||=', '&&=', '-='), tie('expression'))
      .map(([n, op, x]) => `(${n} ${op} ${x})`),
    fc.tuple(name, fc.constantFrom('++', '--')).map(([n, op]) => `(typeof ${n} === 'number' ? ${n}${op} : 0)`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => '`<${' + x + '}|${' + y + '}>`'),
    fc.tuple(tie('expression'), name).map(([x, n]) => `(${n} = { v: ${x} })?.v`),
    fc.tuple(tie('expression')).map(([x]) => `(null?.[${x}])`),
  ),
  statement: fc.oneof(
    { depthSize: 'small' },
    tie('expression').map((x) => `console.log(${x});`),
    fc.tuple(name, tie('expression')).map(([n, x]) => `${n} = ${x};`),
    fc.tuple(tie('expression'), tie('block'), tie('block')).map(([x, y, z]) => `if (${x}) { ${y} } else { ${z} }`),
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), tie('block'))
      .map(([n, x]) => `for (let i = 0; i < ${n}; i++) { console.log('i', i); ${x} }`),
    fc
      .tuple(tie('expression'), tie('block'))
      .map(([x, y]) => `for (const v of [1, ${x}]) { if (v === 2) continue; console.log('v', v); ${y} }`),
    fc
      .tuple(tie('block'), tie('block'), tie('block'))
      .map(
        ([x, y, z]) =>
          `try { ${x} } catch (e) { console.log('caught', e?.message ?? e); ${y} } finally { console.log('finally'); ${z} }`,
      ),
    fc.tuple(tie('expression')).map(([x]) => `try { throw ${x}; } catch (e) { console.log('thrown', e); }`),
    fc
      .tuple(tie('expression'), tie('block'), tie('block'))
      .map(([x, y, z]) => `switch (${x}) { case 1: ${y} case 'x': console.log('one or x'); break; default: ${z} }`),
    fc
      .tuple(tie('expression'), tie('block'))
      .map(([x, y]) => `{ let a = ${x.replaceAll(/\ba\b/g, 'b')}; const f = () => a; ${y} console.log('f', f()); }`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(
        ([x, y]) =>
          `class K { #p = ${x}; static s = 1; get p() { return this.#p; } m(q = ${y}) { return [this.p, q]; } } console.log(new K().m());`,
      )
      .map((text) => `{ ${text} }`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(
        ([x, y]) =>
          `console.log([...(function* () { yield ${x}; try { yield ${y}; } finally { console.log('end'); } })()]);`,
      ),
    fc
      .tuple(tie('expression'), tie('block'))
      .map(
        ([x, y]) =>
          `await (async () => { try { console.log('w', await ${x}); ${y} } catch (e) { console.log('async', e?.message ?? e); } })();`,
      ),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([x, y]) => `console.log(await Promise.all([${x}, Promise.resolve(${y})]));`),
    fc
      .tuple(tie('expression'))
      .map(
        ([x]) =>
          `outer: for (let i = 0; i < 2; i++) { for (let j = 0; j < 2; j++) { if (${x}) continue outer; if (j) break outer; console.log(i, j); } }`,
      ),
    fc.tuple(name, name, tie('expression'), tie('expression')).map(([m, n, x, y]) => `[${m}, ${n} = ${x}] = [${y}];`),
  ),
  block: fc.array(tie('statement'), { maxLength: 3, depthIdentifier: 'block' }).map((all) => all.join(' ')),
}));

/** Texts of programs. */
export function programs(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(literal, { minLength: 4, maxLength: 4 }), fc.array(tied.statement, { minLength: 1, maxLength: 6 }))
    .map(([values, statements]) => {
      const declared = NAMES.map((one, i) => `${one} = ${values[i]}`).join(', ');
      const body = statements.map((one) => `try { ${one} } catch (e) { console.log('!', e?.name, e?.message); }`);
      return `let ${declared};\n${body.join('\n')}\nconsole.log(a, b, c, d);`;
    });
}
