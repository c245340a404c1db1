import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'When is it on the disk?',
  halfTruth: 'Every command is written to the append-only file, so nothing is lost.',
  can: 'Choose appendfsync, say what each choice can lose, and start a server whose file was cut short.',
  steps: {
    'power-cut': {
      title: 'Pull the plug',
      watch: {
        ladder: 'A write goes down the ladder: memory, page cache, disk.',
        policy: 'The line above the disk is the sync. Here the policy is `everysec`.',
      },
      asks: 'You write two orders. Redis answers `OK` to both. Then you pull the plug, and start the server again. What is there?',
      options: {
        both: 'Both orders',
        first: 'Only `order:1`',
        none: 'Nothing',
      },
      see: {
        erased: 'The power cut took {lost}.',
        acknowledged: 'Redis had answered `OK` to it at {replied}.',
        kept: '`order:1` was synced at {synced}, so it is there.',
        again:
          '\nYour first `MGET` met a connection that had died with the server. `redis-cli` connected again for the next.',
      },
      why: {
        memory: 'Both writes were in the file, but a file lives in the page cache until it is synced.',
        quiet: 'After a quiet second `everysec` syncs the first write at once.',
        second: 'The second one had to wait for the next second, and the power did not last that long.',
      },
      hints: [
        'A power cut is not a kill. Look at the buttons beside `redis`.',
        'Be quick: the next sync is at the next full second.',
        'Type both `SET` lines, then press the power button of `redis` (or `P`), start it, and ask with `MGET`.',
      ],
      other: 'The same with a kill instead of a power cut.',
    },
    kill: {
      title: 'Kill it instead',
      watch: {
        same: 'The same server and the same two writes. This time only the process ends, not the machine.',
      },
      asks: 'You kill Redis right after the second `OK`, before the next sync. What is there after the start?',
      options: {
        both: 'Both orders',
        first: 'Only `order:1`',
        none: 'Nothing',
      },
      see: {
        nothing: 'Nothing is lost, although one write was not synced.',
        replayed: 'At the start Redis read the file and ran its commands again: {keys} keys are back.',
      },
      why: {
        system: 'The file belongs to the operating system. It outlives the process, synced or not.',
        unwritten:
          'Only what was not written yet dies with the process. While a sync runs, the next write may wait in the memory of Redis.',
      },
      hints: [
        'The two ways to stop stand beside `redis`.',
        'Kill is the cross, the power cut is the power sign.',
        'Type both `SET` lines, then press the cross of `redis` (or `K`) and start it.',
      ],
      other: '',
    },
    'one-second': {
      title: 'Wait a moment',
      watch: {
        line: 'Watch the second write pass the sync line while you wait.',
      },
      asks: 'The same writes, but you wait 1.2 s before you pull the plug. What is there after the start?',
      options: {
        both: 'Both orders',
        first: 'Only `order:1`',
        none: 'Nothing',
      },
      see: {
        synced: 'The last sync was done at {synced}. It carried the second write to the disk.',
        late: 'The plug was pulled at {cutAt} and took nothing.',
      },
      why: {
        bound: 'With `everysec` about one second of writes is at risk.',
        about: 'It is not a promise to the millisecond. A slow disk makes it up to two.',
      },
      hints: [
        'Let time pass between the second write and the power cut.',
        'Play, or use the line that says how long to wait.',
        'Type both `SET` lines, let 1.2 s pass, cut the power, start.',
      ],
      other: '',
    },
    always: {
      title: 'Sync before you answer',
      watch: {
        took: '`order:1` was written under `everysec`. Its `OK` took {before}.',
      },
      asks: 'You set `appendfsync always` and write `order:2`. When does its `OK` come?',
      options: {
        same: 'As fast as before',
        waits: 'When the disk has it',
        never: 'At the next full second',
      },
      see: {
        held: 'Redis held the answer back until the sync was done.',
        took: 'The `OK` took {after}. Before it was {before}.',
        kept: '\nSo the power cut had nothing to take.',
        gone: 'And `appendfsync` is `everysec` again: `CONFIG SET` did not outlive the start.',
      },
      why: {
        order: 'With `always` the order is: do it, write it, sync it, answer.',
        shared: 'Writes that come together share one sync.',
        file: 'To keep a setting, put it into `redis.conf`, or let `CONFIG REWRITE` do it.',
      },
      hints: [
        'The setting is called `appendfsync`.',
        'Change it on the running server: `CONFIG SET`.',
        '`CONFIG SET appendfsync always`, then `SET order:2 paid`, power cut, start.',
      ],
      other: '',
    },
    no: {
      title: 'Leave it to the system',
      watch: {
        set: 'This server runs with `appendfsync no`.',
      },
      asks: 'You write two orders, wait 5 s, and pull the plug. What is there after the start?',
      options: {
        both: 'Both: five seconds is long enough',
        first: 'Nothing: they were never written to the file',
        none: 'Nothing: they were never synced',
      },
      see: {
        both: 'The power cut took {lost}.',
        written: 'Both were written to the file at once. Nobody had asked for a sync.',
      },
      why: {
        system: 'With `no` Redis leaves the sync to the operating system.',
        half: 'Linux does it when it likes, often after some 30 s.',
        kill: 'A kill would have lost nothing here: the system lives on.',
      },
      hints: [
        'A kill does not show the difference.',
        'Let five seconds pass before you cut the power.',
        'Type both `SET` lines, let 5 s pass, press the power button of `redis`, and start it.',
      ],
      other: 'The same with a kill instead of a power cut.',
    },
    truncated: {
      title: 'A file cut short',
      watch: {
        torn: 'The power failed in the middle of a write. The file ends with half a command.',
        strict: 'This server has `aof-load-truncated no`.',
      },
      asks: 'You start it. What does it do?',
      options: {
        refuses: 'It refuses to start',
        cuts: 'It starts without the half command',
        empty: 'It starts empty',
      },
      see: {
        refused: 'It refused to start: it would rather stop than drop half a command without asking.',
        cut: 'With `aof-load-truncated yes` it cut the file after the last whole command. {lost} are lost.',
        rest: '`order:1` is there.',
      },
      why: {
        setting: '`yes` is the default, so most servers start and only write a line to their log.',
        tool: 'The tool for it is `redis-check-aof --fix`. Keep a copy of the file first.',
      },
      hints: [
        'Start it and look at what it says.',
        'The same file gives the same answer. Something has to change first.',
        'Start `redis`, then `configure redis {"parameters":{"aof-load-truncated":"yes"}}`, then start it again.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Nothing acknowledged is lost',
    task: 'An application writes fifty times a second. Choose settings so that no power cut, at any moment, takes a write that was answered with `OK`.',
    choices: {
      file: { name: 'Append-only file', options: { yes: '`appendonly yes`', no: '`appendonly no`' } },
      sync: {
        name: 'Sync',
        options: { no: '`appendfsync no`', everysec: '`appendfsync everysec`', always: '`appendfsync always`' },
      },
    },
    trial: 'Each trial is a run with its own seed. The plug is pulled at its moment, then the server starts again.',
    hints: [
      'Which setting answers only after the sync?',
      'Without a file there is nothing to sync.',
      '`appendonly yes` with `appendfsync always`.',
    ],
    after: {
      exact: 'Every command is written. What is lost depends on when it was synced, and on what stops.',
      choose: 'Choose by what a lost second costs you, and by how long your writers can wait.',
    },
  },
  teacher: {
    before: 'Draw three boxes: memory, page cache, disk. Ask where a write is when the client reads OK.',
    ask: [
      'Who tells the disk to sync, and when?',
      'What does a kill take that a power cut does not, and the other way round?',
      'Would you use always for a shopping cart? For a cache?',
    ],
    goesWrong: [
      'Waiting too long before the power cut: the sync comes first and nothing is lost. Start the step again.',
      'Killing instead of cutting the power.',
      'Taking everysec for a promise of exactly one second.',
    ],
  },
});
