/** What came back, whatever protocol it came in: the canonical code, and the words of the answer. */

export interface Answer {
  /** `OK`, a gRPC code by name, `HTTP 415` where no RPC answered, `UNSEEN` where it cannot be read, or `NO ANSWER`. */
  readonly code: string;
  /** Of a refusal in Connect's words. */
  readonly reason?: string | undefined;
  readonly text: string;
  /** Decoded JSON of a good answer. */
  readonly json?: unknown;
  readonly ms: number;
}

const GRPC_CODES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED',
  'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

/** Reads one answer to its end. */
export async function answerTo(url: string, init: RequestInit): Promise<Answer> {
  const begun = performance.now();
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    return { ...codeIn(response, text), reason: /"reason":"(\w+)"/.exec(text)?.[1], text, ms: performance.now() - begun };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { code: 'NO ANSWER', text: `${String(error)}${cause}`, ms: performance.now() - begun };
  }
}

function codeIn({ status, headers, ok }: Response, text: string): Pick<Answer, 'code' | 'json'> {
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('application/grpc')) {
    // Plain gRPC has its status in trailers, which `fetch` does not show.
    if (!type.startsWith('application/grpc-web') && !headers.has('grpc-status')) return { code: 'UNSEEN' };
    const number = headers.get('grpc-status') ?? /grpc-status: ?(\d+)/i.exec(text)?.[1];
    return { code: GRPC_CODES[Number(number ?? 2)] ?? 'UNKNOWN' };
  }
  if (type.startsWith('application/connect+')) return { code: /"error":\{"code":"(\w+)"/.exec(text)?.[1]?.toUpperCase() ?? 'OK' };
  const json = type.includes('json') ? parsed(text) : undefined;
  if (ok) return { code: 'OK', json };
  const code: unknown = Reflect.get(Object(json), 'code');
  return { code: typeof code === 'string' ? code.toUpperCase().replace('CANCELED', 'CANCELLED') : `HTTP ${status}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
