import { expect } from 'chai';
import type { Query } from '../../runtime/db/query.ts';
import { countedBetween } from './busy.ts';

const SPAN = { from: new Date(0), to: new Date(10_000) };
const BOOKED = [{ customer_id: 'ana', start: 1 }, { customer_id: 'rui', start: 2 }, { customer_id: 'ana', start: 3 }];

/** What is counted, and how many rows had to be read for that. */
async function counted(everybody: boolean, customerId?: string) {
  let read = 0;
  const query: Query = {
    run: async <R extends object>(_: string, params: readonly unknown[] = []) => {
      const rows = BOOKED.filter(({ customer_id }) => params[3] === undefined || params[3] === customer_id);
      read += rows.length;
      return rows as unknown as R[];
    },
  };
  return { ...(await countedBetween(query, 'yoga', { customerId, everybody }, SPAN)), read };
}

describe('bookings that count towards limits', () => {
  it('are read of all where all count, and of the customer alone where only theirs do', async () => {
    expect(await counted(true, 'ana')).to.deep.equal({ byCustomer: [1_000, 3_000], byAll: [1_000, 2_000, 3_000], read: 3 });
    expect(await counted(false, 'ana')).to.deep.equal({ byCustomer: [1_000, 3_000], byAll: [], read: 2 });
    expect(await counted(true)).to.deep.equal({ byCustomer: [], byAll: [1_000, 2_000, 3_000], read: 3 });
  });
});
