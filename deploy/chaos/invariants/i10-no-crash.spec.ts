import { expect } from 'chai';
import type { Call } from '../load/call-log.ts';
import type { Usage } from '../rig/usage.ts';
import type { Evidence } from './evidence.ts';
import { noCrash } from './i10-no-crash.ts';

const nowhere = (): never => {
  throw new TypeError('I10 looks at no database');
};
const evidenceOf = (calls: readonly Call[]): Evidence => ({
  calls, tenants: [], services: [], rows: nowhere, payments: () => [], deliveries: () => [], tracked: () => [], subscribers: new Map(),
});
const call = (code: string, reason: string): Call => ({
  sent: 0, answered: 1, tenant: 't', customer: 'c', method: 'GetBooking', request: '{}', outcome: 'unknown', code, reason, message: 'Something went wrong.',
});
const check = (calls: readonly Call[] = [], log = '', usage: readonly Usage[] = []): Promise<readonly string[]> =>
  noCrash({ logs: async () => new Map([['booking', log]]), usage }).check(evidenceOf(calls));

/** Four minutes of a process, once a second. */
const life = (rssMb: (second: number) => number, handles: (second: number) => number): Usage[] =>
  Array.from({ length: 240 }, (_, second) => ({ time: second * 1_000, name: 'booking', pid: 7, rssMb: rssMb(second), handles: handles(second) }));

describe('I10', () => {
  it('is content with what customers may be told', async () => {
    expect(await check([call('UNAVAILABLE', 'DATABASE_UNAVAILABLE'), call('UNKNOWN', ''), call('FAILED_PRECONDITION', 'SLOT_TAKEN')])).to.deep.equal([]);
  });

  it('sees our own mistakes', async () => {
    expect(await check([call('INTERNAL', 'INTERNAL'), call('INTERNAL', 'INTERNAL')])).to.deep.equal([
      'GetBooking was answered INTERNAL INTERNAL, 2 times; the first at 1970-01-01T00:00:00.001Z: Something went wrong.',
    ]);
  });

  for (const last of ['Error: boom\n    at main.ts:1\n\nNode.js v24.21.0\n', '{"level":"error","message":"unhandledRejection"}', '{"level":"fatal","message":"it ends"}']) {
    it(`sees a process that ends with ${JSON.stringify(last.slice(0, 40))}`, async () => {
      expect((await check([], `booking listens\n${last}`)).join()).to.match(/^booking wrote: /);
    });
  }

  it('lets a process warm up, and sees one that keeps growing', async () => {
    expect(await check([], '', life((second) => (second < 60 ? 100 + second * 5 : 400), () => 30))).to.deep.equal([]);
    expect((await check([], '', life((second) => 100 + second * 2, () => 30))).join()).to.match(/^booking \(7\) grew by \d+ MB$/);
    expect((await check([], '', life(() => 100, (second) => 30 + second))).join()).to.match(/^booking \(7\) has \d+ more open handles/);
  });
});
