/**
 * 10,000 claims by 500 concurrent callers on one session of 100 places: seconds until the last answer, booking in one or two
 * processes; against one process at batch size 1.
 */
import { stopTestNats } from '#runtime/testing/nats.ts';
import { lowerIsBetter, median, type Benchmark, type Figure } from './benchmark.ts';
import { sellOut, type Sale, type Side } from './sale.ts';

const SALE: Sale = { places: 100, claims: 10_000, callers: 500 };
const LIMIT_SECONDS = 5;

const BATCHED: Side = { about: 'in batches', processes: 1 };
const SINGLE: Side = { about: 'at batch size 1', processes: 1, maxBatch: 1 };
const TWO: Side = { about: 'two processes', processes: 2 };

export const claimsBenchmark = ({ runs = 3, sides = [BATCHED, SINGLE, TWO] }: { readonly runs?: number; readonly sides?: readonly Side[] } = {}): Benchmark => ({
  name: 'claims',
  about: `${SALE.claims.toLocaleString('en')} claims by ${SALE.callers} callers on ${SALE.places} places; the limit is ${LIMIT_SECONDS} s`,
  async run(report) {
    const seconds = new Map<Side, number[]>(sides.map((side) => [side, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const side of sides) seconds.get(side)?.push(await sellOut(side, SALE, report));
    }
    await stopTestNats();
    const of = (side: Side): number => median(seconds.get(side) ?? []);
    const figure = (name: string, side: Side): Figure => lowerIsBetter({ name, value: of(side), unit: 's', reference: of(SINGLE), against: 'one process at batch size 1' });
    return [figure('claims_10k', BATCHED), figure('claims_10k_two_processes', TWO)];
  },
});
