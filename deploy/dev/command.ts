/** How a command ends: exit code 0, or 1 after one line for what a person can mend and a stack for what is a defect. */
import { SettingsError } from '#runtime/config/settings.ts';
import { explainError } from './start-failure.ts';

/** Runs it and sets the exit code; open handles of a failed start do not keep the process. */
export async function runCommand(work: () => Promise<number>): Promise<void> {
  try {
    process.exit(await work());
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n`);
    process.exit(1);
  }
}

function describe(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  const known = explainError(error);
  if (known !== undefined) return known.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP. Another one, more than two seconds later, ends the process at once. */
export function untilSignal(onFirst: () => void): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first === undefined) {
        first = Date.now();
        onFirst();
        resolve(signal);
      } else if (Date.now() - first > 2_000) {
        process.exit(130); // a terminal's Ctrl-C comes twice: from the terminal and passed on by npm
      }
    });
  }
  return promise;
}
