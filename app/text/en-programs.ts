/*
 * Client programs: their source beside the server.
 */

const time = (n: number): string => (n === 1 ? '' : `, time ${n}`);

export const enPrograms = {
  panel: 'Program',
  which: 'Program shown',
  source: (node: string): string => `Source of ${node}`,
  next: 'Next line',
  into: 'Into the call',
  out: 'Out of the call',
  back: 'Line before',
  edit: 'Edit',
  points: 'Every crash point',
  export: 'Take it to Node',

  state: {
    at: (line: number): string => `before line ${line}`,
    waiting: 'waits',
    crashed: (line: number, waiting: boolean): string => `died ${waiting ? 'waiting at' : 'before'} line ${line}`,
    ended: 'came to its end',
    failed: 'ended with an error',
    stopped: 'was stopped',
    never: 'not started',
    refused: 'cannot be started',
  },
  waitsFor: (what: string): string => `waits for ${what}`,
  lineLabel: (line: number, hits: number): string =>
    `Line ${line}${hits === 0 ? '' : `, reached ${hits} ${hits === 1 ? 'time' : 'times'}`}`,
  breakHere: 'stop time before it',
  crashHere: (line: number): string => `Let it die before line ${line}`,
  crash: {
    before: 'dies before this line, time',
    waiting: 'dies waiting at this line, time',
    time: 'Which time it comes there',
    whileWaiting: 'while it waits',
    remove: 'Remove the crash cursor',
    here: (line: number, n: number, waiting: boolean): string =>
      `It died ${waiting ? 'waiting here' : 'here'}${time(n)}, line ${line}.`,
  },
  variables: 'Variables',
  noVariables: 'Nothing is named here yet.',
  printed: 'Printed',
  noPrinted: 'It has printed nothing yet.',
  later: 'An edited text waits for its next start.',

  editor: {
    label: (node: string): string => `Editor of ${node}`,
    from: 'Take one from the library',
    own: 'Your own text',
    rerun: 'Run from its start',
    rerunNote: 'Time goes back to where it started. This run stays as a branch.',
    cancel: 'Leave it as it was',
    error: (line: number, message: string): string => `Line ${line}: ${message}`,
    fine: 'It can be loaded.',
    loading: 'The editor is loading.',
  },

  explore: {
    says: 'The world runs from its beginning once for every place where this program can die. It is started again, and in the end a program asks whether all is as it should be.',
    node: 'Program that dies',
    check: 'Program that checks',
    schedules: 'More runs, with kills, power cuts and partitions at random',
    run: 'Try them all',
    again: 'Try them again',
    cancel: 'Stop',
    noCheck: 'This world has no program that checks: one that is started last and prints ok, or what is wrong.',
    progress: (done: number, of: number): string => `${done} of ${of} runs`,
    all: (of: number): string => `All ${of} runs came out right.`,
    some: (failed: number, of: number): string => `${failed} of ${of} runs came out wrong.`,
    stopped: (done: number): string => `Stopped after ${done} runs.`,
    map: 'By line',
    line: 'Line',
    code: 'Source',
    before: 'Dies before it',
    waiting: 'Dies waiting there',
    random: 'Runs with trouble at random',
    mark: (wrong: number, of: number): string => (wrong === 0 ? `${of} right` : `${wrong} of ${of} wrong`),
    open: 'Open the shortest run that came out wrong',
    openThis: 'Open',
    title: (node: string, line: number, n: number, waiting: boolean): string =>
      `${node} dies ${waiting ? 'waiting at' : 'before'} line ${line}${time(n)}`,
    randomTitle: (n: number): string => `Random trouble ${n + 1}`,
    failures: 'Runs that came out wrong',
  },
};
