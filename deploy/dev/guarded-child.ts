/** A child process that cannot outlive us: when this process ends, for whatever reason, the child is told to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { explainExit, type StartFailure } from './start-failure.ts';

export interface GuardedCommand {
  /** How messages call it, e.g. `Postgres`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Both outputs are appended here. */
  readonly logFile: string;
  /** Asks for an orderly stop. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /** Killed when it has not stopped by then. */
  readonly stopTimeoutMs?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly onLine?: (line: string) => void;
}

export interface GuardedChild {
  readonly pid: number;
  /** Resolves with e.g. `exit code 1` or `signal SIGKILL` once it is gone and its log is written. */
  readonly exited: Promise<string>;
  /** Resolves at the first output line that matches; throws a StartFailure when it exits first or takes too long. */
  waitForLine(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** The failure that its last output explains. */
  explain(exit: string): StartFailure;
  /** Orderly stop, then SIGKILL; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * A sibling shell holds the other end of our pipe: a line means we saw the child exit, end-of-file means we died.
 * `exec` keeps the pid, so signals reach the program itself.
 */
const GUARD = 'exec 3<&0; { read -r _ <&3 || kill -s "$0" $$; } >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';

const KEPT_LINES = 40;

/** Starts the command in its own process group, so that Ctrl-C reaches only us and we decide the order of stopping. */
export async function startGuarded(options: GuardedCommand): Promise<GuardedChild> {
  const child = spawn('/bin/sh', ['-c', GUARD, options.stopSignal.slice(3), options.command, ...options.args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  await once(child, 'spawn');
  const output = collectOutput(child, options);
  const exited = watchExit(child, output.flushed);
  const explain = (exit: string) => explainExit(options.name, exit, output.lines, options.logFile);
  return {
    pid: child.pid ?? 0,
    exited,
    explain,
    waitForLine: (pattern, timeoutMs) => waitForLine(output, exited, pattern, timeoutMs, explain),
    stop: () => stop(child, exited, options),
  };
}

interface Output {
  readonly lines: string[];
  readonly listeners: Set<(line: string) => void>;
  readonly flushed: () => Promise<void>;
}

function collectOutput(child: ChildProcess, options: GuardedCommand): Output {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  if (options.onLine !== undefined) listeners.add(options.onLine);
  let logFailure: Error | undefined;
  log.on('error', (error) => (logFailure = error));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      if (logFailure === undefined) log.write(`${line}\n`);
      for (const listener of listeners) listener(line);
    });
  }
  const flushed = async () => {
    log.end();
    await finished(log).catch((error: Error) => lines.push(`its log could not be written: ${error.message}`));
  };
  return { lines, listeners, flushed };
}

async function watchExit(child: ChildProcess, flushed: () => Promise<void>): Promise<string> {
  child.stdin?.on('error', () => undefined); // the guard may have gone first: there is nobody left to tell
  child.once('exit', () => child.stdin?.end('gone\n'));
  await once(child, 'close');
  await flushed();
  return child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;
}

async function waitForLine(
  output: Output,
  exited: Promise<string>,
  pattern: RegExp,
  timeoutMs: number,
  explain: (exit: string) => Error,
): Promise<RegExpMatchArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpMatchArray>();
  const inspect = (line: string) => {
    const match = line.match(pattern);
    if (match !== null) resolve(match);
  };
  const timer = setTimeout(() => reject(explain(`not ready within ${timeoutMs / 1000} s`)), timeoutMs);
  output.lines.forEach(inspect);
  output.listeners.add(inspect);
  void exited.then((exit) => reject(explain(exit)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    output.listeners.delete(inspect);
  }
}

async function stop(child: ChildProcess, exited: Promise<string>, options: GuardedCommand): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(options.stopSignal);
  const timer = setTimeout(() => child.kill('SIGKILL'), options.stopTimeoutMs ?? 15_000);
  await exited;
  clearTimeout(timer);
}
