/** Failures on demand: the next matching calls are refused, lose their answer, or have it held back until released. */
import { BadJson, count, type JsonObject, text } from './json-body.ts';

export interface Fault {
  /**
   * `refuse`: answer 5xx or 429 and do nothing. `hang-up`: do the work, then close the connection without an answer.
   * `hold`: do the work, keep the answer until `clear`.
   */
  readonly kind: 'hang-up' | 'hold' | 'refuse';
  readonly method?: string;
  /** Beginning of the path; all of them when left out. */
  readonly path?: string;
  /** How many calls it strikes; 1 when left out. */
  readonly times?: number;
  /** For `refuse`; 500 when left out. */
  readonly status?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** Forgets every fault and lets held answers go. */
  clear(): void;
  /** The fault that strikes this call, used up by one. */
  strike(method: string, path: string): Fault | undefined;
  released(): Promise<void>;
}

export function createFaults(): Faults {
  let armed: { readonly fault: Fault; left: number }[] = [];
  let release = Promise.withResolvers<void>();
  return {
    add: (fault) => void armed.push({ fault, left: fault.times ?? 1 }),
    clear() {
      armed = [];
      release.resolve();
      release = Promise.withResolvers<void>();
    },
    strike(method, path) {
      const found = armed.find(
        ({ fault, left }) => left > 0 && (fault.method ?? method) === method && path.startsWith(fault.path ?? ''),
      );
      if (found !== undefined) found.left -= 1;
      return found?.fault;
    },
    released: () => release.promise,
  };
}

/** A fault as the control interfaces take it. */
export function readFault(body: JsonObject): Fault {
  const kind = body['kind'];
  if (kind !== 'hang-up' && kind !== 'hold' && kind !== 'refuse')
    throw new BadJson('kind must be refuse, hang-up or hold');
  return {
    kind,
    ...(body['method'] === undefined ? {} : { method: text(body, 'method') }),
    ...(body['path'] === undefined ? {} : { path: text(body, 'path') }),
    ...(body['times'] === undefined ? {} : { times: count(body, 'times', 1000) }),
    ...(body['status'] === undefined ? {} : { status: count(body, 'status', 599) }),
  };
}
