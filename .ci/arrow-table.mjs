// Who may import whom: the arrows of the design, as data. `.dependency-cruiser.mjs` turns each row into a rule.
//
// `may` lists what a part may import; `types` what it may import with `import type` alone, which leaves no trace in
// the program; `packages` the npm packages it may use. Whatever is not listed is forbidden. A part may always import
// itself. Tests stand outside the table: they may import what they test with.

const facts = 'engine/(kv|broker|log|clients)/(facts|views)(/|\\.ts$)';
/** The words everybody speaks: instants, node names, what a fact is, what a world is made of. Types only. */
const words = 'engine/sim/(machine|facts|spec)\\.ts$';
const engines = ['engine/base/', 'engine/sim/', 'engine/wire/'];

export const arrows = [
  { part: 'engine/base/', may: [] },
  { part: 'engine/wire/', may: ['engine/base/'], packages: ['fflate', 'fzstd'] },
  { part: 'engine/sim/', may: ['engine/base/'] },

  // The three products never see one another, and a client sees a server only through frames.
  { part: 'engine/kv/', may: engines },
  { part: 'engine/broker/', may: engines },
  { part: 'engine/log/', may: engines },
  { part: 'engine/clients/', may: engines, packages: ['acorn'] },

  { part: 'engine/machines\\.ts$', may: [...engines, 'engine/(kv|broker|log|clients)/'] },

  { part: 'engine/script/', may: ['engine/base/', 'engine/sim/'], types: [facts], packages: ['valibot'] },
  { part: 'engine/scene/', may: ['engine/base/'], types: ['engine/sim/', facts] },

  // Host runs in the worker. Its two faces to the page come first: they must not pull an engine into the page.
  {
    part: 'engine/host/(client|protocol|rpc)[^/]*\\.ts$',
    may: ['engine/base/', 'engine/host/(client|protocol|rpc)[^/]*\\.ts$'],
    types: ['engine/(sim|script|scene|host)/', facts],
  },
  {
    part: 'engine/host/',
    except: 'engine/host/(client|protocol|rpc)[^/]*\\.ts$',
    may: ['engine/base/', 'engine/sim/', 'engine/script/', 'engine/scene/', 'engine/machines\\.ts$'],
    types: [facts],
    packages: ['idb', 'valibot', 'wasmoon-lua5.1'],
  },

  {
    part: 'engine/bridge/',
    may: ['engine/base/', 'engine/wire/', 'engine/machines\\.ts$'],
    types: ['engine/sim/', facts],
    node: true,
  },

  { part: 'lessons/', may: ['engine/base/rng\\.ts$', 'engine/script/'], types: [words, facts] },

  {
    part: 'app/',
    may: ['engine/host/(client|protocol)[^/]*\\.ts$', 'engine/scene/', 'lessons/'],
    types: ['engine/script/', words],
    anyPackage: true,
  },
];

/** Code that runs beside the product and may look at all of it. */
export const tests = '\\.(test|bench|long|e2e)\\.ts$|^engine/testing/|^app/e2e/|^\\.ci/';
