import { formatAction } from './action.ts';
import { formatChaos } from './chaos.ts';
import type { Condition, Count, FactPattern, FieldPattern, Scalar } from './condition.ts';
import { formatDuration } from './duration.ts';
import { type Header, type Script, type Statement, type Step, WITHIN_DEFAULT } from './statement.ts';

/*
 * From data to the line that says it. Reading the line again gives the same data.
 */

export function formatStep(step: Step): string {
  switch (step.kind) {
    case 'input':
      return formatAction(step.input);
    case 'dropFirst':
    case 'loseFirst':
    case 'holdFirst':
    case 'releaseFirst':
      return `${step.kind.replace('First', '')} ${step.from} -> ${step.to}`;
    case 'delayFirst':
      return `delay ${step.from} -> ${step.to} ${formatDuration(step.by)}`;
    case 'chaos':
      return formatChaos(step.plan);
    case 'wait':
      return `wait ${formatDuration(step.for)}`;
    case 'step':
      return `step ${step.count}`;
    case 'run': {
      const within = step.within === WITHIN_DEFAULT ? '' : ` within ${formatDuration(step.within)}`;
      return `run until ${formatCondition(step.until)}${within}`;
    }
    case 'seek':
      return `seek step ${step.step}`;
    case 'seekTime':
      return `seek ${formatDuration(step.at)}`;
    case 'expect':
      return `expect ${step.not ? 'not ' : ''}${formatCondition(step.condition)}`;
  }
}

/** A word as it can stand: bare where it reads back as itself. */
function word(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_:.*#/-]*$/.test(text) && !RESERVED.has(text) ? text : JSON.stringify(text);
}

const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'within', 'at', 'are', 'from', 'containing']);

function scalar(value: Scalar): string {
  return typeof value === 'string' ? word(value) : String(value);
}

function at(node: string | null): string {
  return node === null ? '' : ` at ${node}`;
}

function fieldSign(by: FieldPattern['by']): string {
  if (by === 'equal') return '=';
  return by === 'part' ? '~' : by;
}

function pattern({ fact, at: node, fields }: FactPattern, path = ''): string {
  const tests = fields.map((field) => ` ${field.path}${fieldSign(field.by)}${scalar(field.value)}`);
  return `${fact}${path}${at(node)}${tests.join('')}`;
}

function counts(list: readonly Count[]): string {
  return list.map(({ name, by, count }) => `${name}${by}${count}`).join(' ');
}

export function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'replied':
      return `${condition.node} replied ${condition.part ? 'containing ' : ''}${JSON.stringify(condition.text)}`;
    case 'printed':
      return `${condition.node} printed ${JSON.stringify(condition.text)}`;
    case 'answered':
      return `${condition.node} answered`;
    case 'status':
      return `${condition.node} is ${condition.status}`;
    case 'facts':
      return `facts ${pattern(condition.pattern)} ${condition.by} ${condition.count}`;
    case 'values': {
      const values = condition.values.map((value) => ` ${scalar(value)}`);
      return `values ${pattern(condition.pattern, `.${condition.path}`)} are${values.join('')}`;
    }
    case 'nodes':
      return `nodes of ${pattern(condition.pattern)} are${condition.nodes.map((node) => ` ${node}`).join('')}`;
    case 'why':
      return `why ${pattern(condition.pattern)} from ${pattern(condition.from)}`;
    case 'fates':
      return `fates ${counts(condition.fates)}${at(condition.at)}`;
    case 'more':
      return `more ${condition.fate}${at(condition.at)}`;
    case 'key': {
      const { value } = condition;
      const is = value.kind === 'is' ? `is ${JSON.stringify(value.text)}` : value.kind;
      return `key ${JSON.stringify(condition.key)} ${is}${at(condition.at)}`;
    }
    case 'queue': {
      const is = condition.counts === null ? 'absent' : counts(condition.counts);
      return `queue ${JSON.stringify(condition.queue)} ${is}${at(condition.at)}`;
    }
    case 'inspect': {
      const { node, query, path, by, value } = condition;
      return `inspect ${node} ${JSON.stringify(query)} ${path} ${by} ${scalar(value)}`;
    }
    case 'time':
      return `time ${condition.by} ${formatDuration(condition.at)}`;
    case 'step':
      return `step ${condition.by} ${condition.step}`;
    case 'quiet':
      return 'quiet';
  }
}

function formatStatement(statement: Statement): string {
  return [formatStep(statement.step), ...(statement.answer ?? []).map((line) => `  ${line}`)].join('\n');
}

function formatHeader(header: Header): string[] {
  const world = typeof header.world === 'string' ? header.world : JSON.stringify(header.world);
  return [
    `world ${world}`,
    ...(header.seed === null ? [] : [`seed ${header.seed}`]),
    ...header.without.map((node) => `without ${node}`),
    ...header.with.map(({ node, settings }) => `with ${node} ${JSON.stringify(settings)}`),
  ];
}

/** A whole script. Comments are not kept. */
export function formatScript(script: Script): string {
  const header = script.header === null ? [] : [...formatHeader(script.header), ''];
  return `${[...header, ...script.statements.map(formatStatement)].join('\n')}\n`;
}
