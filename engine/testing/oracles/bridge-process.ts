import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/* The bridge as a process of its own, on ports the system chooses. */

const MAIN = fileURLToPath(new URL('../../bridge/main.ts', import.meta.url));

export interface BridgeProcess {
  readonly child: ChildProcess;
  /** Its ready line. */
  readonly ready: Readonly<Record<string, number | boolean>>;
  /** What it complained about. */
  complaints(): string;
  /** Sends the signal and resolves with how the process ended. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts it with these options; resolves when it accepts connections. */
export async function startBridgeProcess(...words: string[]): Promise<BridgeProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      if (out.includes('\n')) resolve(out);
    });
    child.once('exit', () => reject(new Error(complaints)));
  });
  return {
    child,
    ready: JSON.parse(line) as Record<string, number | boolean>, // one object of ports
    complaints: () => complaints,
    end: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        child.once('exit', (code, how) => resolve(code ?? how));
        child.kill(signal);
      }),
  };
}
