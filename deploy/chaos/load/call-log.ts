/** What customers asked and were told, kept outside everything that chaos stops: what was acknowledged here has to be found there. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** `unknown`: nobody can tell from here whether it happened. `refused`: it did not, and `code` and `reason` say why. */
export type Outcome = 'ok' | 'refused' | 'unknown';

export interface Call {
  /** Milliseconds since the epoch. */
  readonly sent: number;
  readonly answered: number;
  /** Id (uuid) of the tenant that the caller belongs to. */
  readonly tenant: string;
  readonly customer: string;
  /** Such as `CreateBooking`. */
  readonly method: string;
  /** Of writes; the same for each attempt at one. */
  readonly requestId?: string;
  /** The request, as its canonical JSON. */
  readonly request: string;
  readonly outcome: Outcome;
  readonly code?: string;
  /** Empty when the failure did not come from Berth but from the way there. */
  readonly reason?: string;
  readonly message?: string;
  /** The reply: as JSON, and its bytes in base64. */
  readonly reply?: string;
  readonly bytes?: string;
}

export interface CallLog extends AsyncDisposable {
  readonly calls: readonly Call[];
  record(call: Call): void;
}

/** Also appends each call to `file`, one JSON line each, for whoever looks into a run that failed. */
export function openCallLog(file: string): CallLog {
  const calls: Call[] = [];
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    calls,
    record(call) {
      calls.push(call);
      stream.write(`${JSON.stringify(call)}\n`);
    },
    async [Symbol.asyncDispose]() {
      stream.end();
      await finished(stream);
    },
  };
}
