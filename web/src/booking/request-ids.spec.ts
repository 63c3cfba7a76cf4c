import { Code, ConnectError } from '@connectrpc/connect';
import { expect } from 'chai';
import { requestIds } from './request-ids.ts';

describe('asking for a booking again', () => {
  const fresh = () => {
    let count = 0;
    return requestIds(() => `id-${++count}`);
  };
  const lost = async (): Promise<string> => Promise.reject(new ConnectError('gone', Code.Unavailable));
  const echo = async (id: string): Promise<string> => id;

  it('uses the same id after an answer got lost', async () => {
    const ids = fresh();
    await ids.run('a', lost).catch(() => undefined);
    expect(await ids.run('a', echo)).to.equal('id-1');
  });

  it('is a new request after an answer, and for other words', async () => {
    const ids = fresh();
    expect([await ids.run('a', echo), await ids.run('a', echo), await ids.run('b', echo)]).to.deep.equal(['id-1', 'id-2', 'id-3']);
  });
});
