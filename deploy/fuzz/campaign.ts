/** Sends requests of all shapes to all RPCs as all kinds of people, and keeps whatever no caller should ever be answered with. */
import type { DescMethod } from '@bufbuild/protobuf';
import { nameOf } from '#runtime/rpc/call.ts';
import { createRandom } from '#runtime/testing/simulation/random.ts';
import { expectNoInsides } from '../test/refusals.ts';
import { type Answer, answerTo } from './answer.ts';
import type { Dictionary } from './dictionary.ts';
import { draw, type Shot } from './shapes.ts';

export interface CampaignOptions {
  readonly url: string;
  readonly methods: readonly DescMethod[];
  /** Headers of each kind of caller, by name. */
  readonly callers: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly dictionary: Dictionary;
  readonly seed: number;
  readonly requests: number;
  /** How much of a request may be wrong, to choose from; see `Source`. */
  readonly wildness?: readonly number[];
  /** Requests under way at once. */
  readonly atOnce: number;
  /** No request begins after it. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (answers: number) => void;
  /** Looks at every answer. */
  readonly judge?: (shot: Shot, caller: string, answer: Answer) => void;
}

/** An answer that is a defect, with all it takes to ask again. */
export interface Finding {
  readonly number: number;
  readonly rpc: string;
  readonly shape: string;
  readonly caller: string;
  readonly why: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBase64: string;
  readonly answer: string;
}

export interface CampaignResult {
  readonly sent: number;
  /** How often each code was answered, with its reason where a call may be repeated. */
  readonly codes: ReadonlyMap<string, number>;
  /** RPCs that were answered `OK` at least once. */
  readonly answered: ReadonlySet<string>;
  readonly slowest: { readonly rpc: string; readonly shape: string; readonly ms: number };
  readonly findings: readonly Finding[];
}

/** Codes that say that we did not know what we did, or were away, while nothing is taken away here. */
const DEFECTS = /^(INTERNAL|UNKNOWN|DATA_LOSS|UNAVAILABLE|NO ANSWER|HTTP 5\d\d)$/;
/** Nothing broke that could be seen, but somebody should ask why. */
const AVAILABLE_AGAIN: ReadonlySet<string> = new Set(['RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED']);
const TOO_LONG_MS = 15_000;

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, requests, atOnce, signal, onProgress } = options;
  const codes = new Map<string, number>();
  const answered = new Set<string>();
  const findings: Finding[] = [];
  let slowest = { rpc: '', shape: '', ms: 0 };
  let sent = 0;
  let answers = 0;
  const shoot = async (number: number): Promise<void> => {
    const { shot, caller } = aim(options, seed, number);
    const answer = await answerTo(`${options.url}/${nameOf(shot.method)}`, { method: 'POST', headers: { ...options.callers.get(caller), ...shot.headers }, body: shot.body });
    const said = AVAILABLE_AGAIN.has(answer.code) ? `${answer.code} ${answer.reason ?? ''}` : answer.code;
    codes.set(said, (codes.get(said) ?? 0) + 1);
    if (answer.code === 'OK') {
      answered.add(nameOf(shot.method));
      options.dictionary.learn(answer.json);
    }
    if (answer.ms > slowest.ms) slowest = { rpc: nameOf(shot.method), shape: shot.shape, ms: answer.ms };
    options.judge?.(shot, caller, answer);
    const why = defectIn(shot, answer);
    if (why !== undefined) findings.push(findingOf(number, shot, caller, why, answer));
  };
  const lane = async (): Promise<void> => {
    while (sent < requests && !signal?.aborted) {
      const number = sent;
      sent += 1;
      await shoot(number);
      answers += 1;
      onProgress?.(answers);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { sent, codes, answered, slowest, findings };
}

const WILDNESS = [0.05, 0.15, 0.4, 0.9];

/** Every RPC in turn; the rest is chance. The same seed and number give the same, as far as services answer the same. */
function aim({ methods, callers, dictionary, wildness = WILDNESS }: CampaignOptions, seed: number, number: number): { shot: Shot; caller: string } {
  const random = createRandom(seed * 1_000_003 + number);
  const method = methods[number % methods.length];
  if (!method) throw new TypeError('there are no RPCs to call');
  const caller = random.pick([...callers.keys()]);
  return { caller, shot: draw(method, { random, dictionary, wildness: random.pick(wildness) }) };
}

function defectIn({ body }: Shot, { code, text, ms }: Answer): string | undefined {
  if (DEFECTS.test(code)) return code;
  if (ms > TOO_LONG_MS) return `took ${Math.round(ms)} ms`;
  // What callers wrote themselves they may read again.
  if (code !== 'OK' && tellsInsides(text) && !tellsInsides(Buffer.from(body).toString('utf8'))) return 'tells of our insides';
  return undefined;
}

function tellsInsides(text: string): boolean {
  try {
    expectNoInsides(text);
    return false;
  } catch {
    return true;
  }
}

const LONGEST_BODY = 8_000;

const findingOf = (number: number, { method, shape, headers, body }: Shot, caller: string, why: string, { text }: Answer): Finding => ({
  number,
  rpc: nameOf(method),
  shape,
  caller,
  why,
  headers,
  bodyBase64: Buffer.from(body).toString('base64').slice(0, LONGEST_BODY),
  answer: text.slice(0, 600),
});
