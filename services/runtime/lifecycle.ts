/** A process that starts completely or not at all, drains within a time cap when it is told to stop, and never goes on after an error that nobody handled. */
import { flushCompileCache } from 'node:module';
import { environment } from './config/environment.ts';
import { type Environment, SettingsError } from './config/settings.ts';
import { createLogger } from './logger.ts';
import { withoutSecrets } from './secrets/withheld.ts';
import { startNodeSdk } from './telemetry/node-sdk.ts';

export interface Program<Config, Running extends AsyncDisposable> {
  readonly name: string;
  readConfig(env: Environment): Config;
  start(config: Config): Promise<Running>;
  /** What the one line at start says after the name, such as `listens on 127.0.0.1:3006`. */
  describe?(running: Running): string;
  /** Milliseconds to drain in before the process ends anyway; 15,000 by default. */
  readonly drainMs?: number;
}

const DRAIN_MS = 15_000;

/** Runs a program until SIGTERM or SIGINT. Sets the exit code: 0 drained, 1 could not start or drain, or met an error that nobody handled. */
export async function runProcess<Config, Running extends AsyncDisposable>(program: Program<Config, Running>): Promise<void> {
  endOnUnhandled(program.name);
  const stopped = stopSignal();
  const sdk = startNodeSdk(program.name, environment['OTEL_EXPORTER_OTLP_ENDPOINT']);
  let running: Running;
  try {
    running = await program.start(program.readConfig(environment));
  } catch (error) {
    process.stderr.write(withoutSecrets(`${program.name} cannot start. ${explain(error)}\n`));
    process.exit(1);
  }
  process.stdout.write(`${program.name} ${program.describe?.(running) ?? 'is ready'}\n`);
  // Node would write it at an orderly exit only: a process that is only ever killed would compile everything anew each time.
  flushCompileCache();
  const signal = await stopped;
  process.stdout.write(`${program.name} stops (${signal})\n`);
  const code = await drain(program.name, running, program.drainMs ?? DRAIN_MS);
  await sdk[Symbol.asyncDispose]();
  process.exit(code);
}

/**
 * Nobody knows what an error left behind that nobody handled: the process ends at once, without draining, and whoever supervises it
 * starts another. What was committed stays; turns and calls under way are done again. Rejections that nobody handles come here, too.
 */
function endOnUnhandled(name: string): void {
  process.on('uncaughtException', (error, origin) => {
    createLogger({ service: name, level: 'fatal' }).fatal({ err: error, origin }, 'an error was handled by nobody; the process ends');
    process.exit(1);
  });
}

/** The first signal asks to stop; a second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      resolve(signal);
      process.once(signal, () => process.exit(1));
    });
  }
  return promise;
}

/** Settings errors are for people; anything else comes with its stack and causes. */
function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Disposes within a time cap; gives the exit code. */
export async function drain(name: string, running: AsyncDisposable, capMs: number): Promise<0 | 1> {
  const { promise: timeUp, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), capMs);
  try {
    if ((await Promise.race([running[Symbol.asyncDispose](), timeUp])) !== 'late') return 0;
    process.stderr.write(`${name} did not stop within ${capMs} ms and is ended\n`);
  } catch (error) {
    process.stderr.write(withoutSecrets(`${name} failed to stop: ${explain(error)}\n`));
  } finally {
    clearTimeout(timer);
  }
  return 1;
}
