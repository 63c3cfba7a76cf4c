import { expect } from 'chai';
import { Failure } from '../runtime/errors.ts';
import { txtRecords } from './txt-records.ts';

const failing = (code: string) => txtRecords({ resolveTxt: () => Promise.reject(Object.assign(new Error(code), { code })) });

describe('TXT records', () => {
  it('are put together from their parts', async () => {
    const lookUp = txtRecords({ resolveTxt: () => Promise.resolve([['v=spf1 ', '-all'], ['berth-verification=', 'x']]) });
    expect(await lookUp('_berth.harbour.example')).to.deep.equal(['v=spf1 -all', 'berth-verification=x']);
  });

  it('may be none', async () => {
    for (const code of ['ENOTFOUND', 'ENODATA']) expect(await failing(code)('a.example')).to.deep.equal([]);
  });

  it('are asked for again later when the DNS does not say', async () => {
    for (const code of ['ESERVFAIL', 'ETIMEOUT', 'EREFUSED', 'ECONNREFUSED']) {
      const error = await failing(code)('a.example').catch((thrown: unknown) => thrown);
      expect(error instanceof Failure && error.code).to.equal('UNAVAILABLE');
    }
  });
});
