/** A show goes on sale: 10,000 clients ask for one of 500 seats in the same moment. Seconds until the last one has an answer, against the same at batch size 1. */
import { stopTestNats } from '#runtime/testing/nats.ts';
import { lowerIsBetter, type Benchmark } from './benchmark.ts';
import { sellOut, type Sale } from './sale.ts';

const SALE: Sale = { places: 500, claims: 10_000, callers: 10_000 };

export const onsaleBenchmark = (): Benchmark => ({
  name: 'onsale_500',
  about: `${SALE.callers.toLocaleString('en')} clients at once want one of ${SALE.places} seats`,
  async run(report) {
    const value = await sellOut({ about: 'in batches', processes: 1 }, SALE, report);
    const reference = await sellOut({ about: 'at batch size 1', processes: 1, maxBatch: 1 }, SALE, report);
    await stopTestNats();
    return [lowerIsBetter({ name: 'onsale_500', value, unit: 's', reference, against: 'one process at batch size 1' })];
  },
});
