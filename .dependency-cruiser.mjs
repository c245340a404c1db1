import { arrows, tests } from './.ci/arrow-table.mjs';

const ours = '^(engine|lessons|app)/';
const at = (path) => `^${path}`;

const rulesOf = ({ part, except, may, types = [], packages = [], node = false, anyPackage = false }) => {
  const from = { path: at(part), pathNot: except ? [tests, at(except)] : tests };
  const own = at(part);
  const name = part.replace(/\\|\$/g, '');
  const rules = [
    {
      name: `${name} imports what no arrow allows`,
      severity: 'error',
      from,
      to: { path: ours, pathNot: [own, ...[...may, ...types].map(at)] },
    },
  ];
  if (types.length > 0) {
    rules.push({
      name: `${name} may import this for its types alone`,
      severity: 'error',
      from,
      to: { path: types.map(at), pathNot: [own, ...may.map(at)], dependencyTypesNot: ['type-only'] },
    });
  }
  if (!anyPackage) {
    rules.push({
      name: `${name} uses a package that is not on its list`,
      severity: 'error',
      from,
      to: {
        path: '(^|/)node_modules/',
        pathNot: packages.length > 0 ? `(^|/)node_modules/(${packages.join('|')})/` : undefined,
      },
    });
  }
  if (!node) {
    rules.push({ name: `${name} uses Node`, severity: 'error', from, to: { dependencyTypes: ['core'] } });
  }
  return rules.map((rule) => JSON.parse(JSON.stringify(rule)));
};

export default {
  forbidden: [
    ...arrows.flatMap(rulesOf),
    {
      name: 'every file has its row in the table',
      severity: 'error',
      from: { path: ours, pathNot: [tests, ...arrows.map(({ part }) => at(part))] },
      to: {},
    },
    {
      name: 'the product imports its tests',
      severity: 'error',
      from: { path: ours, pathNot: tests },
      to: { path: tests },
    },
    // Two files may name each other's types; nothing may need itself in order to run.
    {
      name: 'cycle',
      severity: 'error',
      from: { path: ours },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'an import leads nowhere',
      severity: 'error',
      from: { path: ours },
      // `./icon.svg?url` and the like are vite's own.
      to: { couldNotResolve: true, pathNot: '\\?|\\.module\\.css$|^virtual:' },
    },
  ],
  options: {
    // Type-only imports are arrows too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test-results|coverage)/|^engine/clients/program/.*[.]js$|/conformance/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
