/* Screens of text: fidelity, teachers, the keeping of progress. */

export const enPages = {
  fidelity: {
    title: 'Fidelity',
    note: 'What is exactly like the real server, what is simplified, and what is absent. These pages are made from recorded comparisons with the real servers, and the tests of this project hold them to it.',
    contents: 'Contents',
    engines: {
      kv: 'Redis',
      broker: 'RabbitMQ',
      log: 'Kafka',
      clients: 'Clients',
    } as Readonly<Record<string, string>>,
  },
  teachers: {
    title: 'For teachers',
    note: 'Any lesson on the wall. Every student needs a browser and nothing else.',
    how: 'In front of the class',
    howRows: [
      [
        'Projector mode',
        'The button at the top right changes the theme: black on white, thicker lines, a fifth larger.',
      ],
      ['A presenter', 'PageDown goes to the next milestone, PageUp back. Space plays and pauses.'],
      [
        'The same for everybody',
        'Share gives a link that holds the exact state, and a QR code for phones. Whoever opens it stands where you stand.',
      ],
      ['Nothing is graded', 'Progress stays in the browser of the student, who can export it as a file.'],
    ] as readonly (readonly [string, string])[],
    lessons: 'Lessons with notes',
    minutes: (n: number): string => `${n} minutes`,
    open: 'Open the lesson',
    sheet: 'Sheet to print',
    before: 'Before you begin',
    ask: 'Ask the class',
    wrong: 'What goes wrong',
    sources: 'Checked against',
    can: 'Afterwards one can',
    halfTruth: 'It starts from a half-truth',
    print: 'Print',
    back: 'To all lessons',
    name: 'Name',
    predict: 'Predict, then try it',
    happened: 'What happened, and why:',
  },
  progress: {
    export: 'Export progress',
    import: 'Import progress',
    reset: 'Forget progress',
    resetSure: 'Forget which lessons were finished, in this browser?',
    forget: 'Forget it',
    keep: 'Keep it',
    refused: (file: string): string => `${file} is no progress of this course. Nothing was changed.`,
    imported: 'Imported.',
    file: 'inflight-progress.json',
  },
};
