/**
 * What it costs a service to know who calls: the check of an internal token that it has not seen before and the access policy of the
 * RPC, one after the other on one core, against the 0.3 ms that it may take; and what of it is the signature alone.
 */
import { createPublicKey, verify } from 'node:crypto';
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { newId } from '#runtime/ids.ts';
import { authorize } from '#runtime/rpc/access.ts';
import { createTokenSigner, createTokenVerifier } from '#runtime/rpc/tokens.ts';
import { createTestKeys } from '#runtime/testing/keys.ts';
import { type Benchmark, lowerIsBetter, median } from './benchmark.ts';

const TOKENS = 5_000;
const WARM_UP = 1_000;
const ALLOWED_MS = 0.3;
const AUDIENCE = 'booking';

export const tokenCheckBenchmark = (): Benchmark => ({
  name: 'token_check',
  about: 'milliseconds in which a service knows who calls, in the middle',
  async run(report) {
    const keys = createTestKeys('gateway');
    const signer = createTokenSigner(keys.signingKey('gateway'));
    const verifier = createTokenVerifier(keys.jwks, AUDIENCE);
    const tokens: string[] = [];
    while (tokens.length < WARM_UP + TOKENS) tokens.push(await signer.sign({ tenantId: newId(), subject: newId(), roles: ['user'] }, AUDIENCE));
    const check = async (token: string): Promise<void> => authorize(BookingService.method.createBooking, await verifier.verify(token));
    const unseen = (await timesOf(tokens, check)).slice(WARM_UP);
    const seen = (await timesOf(tokens, check)).slice(WARM_UP);
    const key = createPublicKey({ key: JSON.parse(keys.jwks).keys[0], format: 'jwk' });
    const signatures = (await timesOf(tokens, async (token) => signatureOf(token, key))).slice(WARM_UP);
    report.line(`  in the middle: unseen ${median(unseen).toFixed(3)} ms, of it the signature ${median(signatures).toFixed(3)} ms; seen before ${median(seen).toFixed(4)} ms`);
    return [
      lowerIsBetter({ name: 'token_check', value: median(unseen), unit: 'ms', reference: ALLOWED_MS, against: 'what it may take', target: 1 }),
      lowerIsBetter({ name: 'token_check_over_signature', value: median(unseen), unit: 'ms', reference: median(signatures), against: 'the signature alone' }),
      lowerIsBetter({ name: 'token_check_seen', value: median(seen), unit: 'ms', reference: median(unseen), against: 'a token not seen before' }),
    ];
  },
});

async function timesOf(tokens: readonly string[], work: (token: string) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (const token of tokens) {
    const begun = performance.now();
    await work(token);
    times.push(performance.now() - begun);
  }
  return times;
}

function signatureOf(token: string, key: ReturnType<typeof createPublicKey>): void {
  const end = token.lastIndexOf('.');
  if (!verify(null, Buffer.from(token.slice(0, end)), key, Buffer.from(token.slice(end + 1), 'base64url'))) throw new Error('a token of ours has no good signature');
}
