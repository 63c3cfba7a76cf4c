/** Why Berth could not start, in one line a person can act on; anything else that is thrown is a defect and keeps its stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

const FULL_DISK = /No space left on device|ENOSPC/;

/** Translates what a server wrote before it died into one line that says what to do. */
export function explainExit(server: string, exit: string, output: readonly string[], logFile: string): StartFailure {
  const text = output.join('\n');
  if (FULL_DISK.test(text)) return new StartFailure(`${server} stopped: the disk is full. Free some space and start again.`);
  if (/address already in use|could not bind|Address in use/i.test(text)) {
    return new StartFailure(`${server} cannot listen: its port is taken. Stop the other program or choose another port.`);
  }
  const cause = output.findLast((line) => /FATAL|PANIC|error|\[(FTL|ERR)\]/i.test(line)) ?? (exit.startsWith('signal') ? undefined : output.at(-1));
  return new StartFailure(`${server} stopped (${exit})${cause === undefined ? '' : `: ${cause.trim()}`}. Its log: ${logFile}`);
}

/** The same for what the file system or an import threw; undefined when it is not a known condition. */
export function explainError(error: unknown): StartFailure | undefined {
  if (error instanceof StartFailure) return error;
  if (!(error instanceof Error)) return undefined;
  if (FULL_DISK.test(error.message)) return new StartFailure('The disk is full. Free some space and start again.');
  if ('code' in error && error.code === 'EACCES' && 'path' in error) {
    return new StartFailure(`No permission for ${String(error.path)}. Give this user the directory, or run as its owner.`);
  }
  return undefined;
}
