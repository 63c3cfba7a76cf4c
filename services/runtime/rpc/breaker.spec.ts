import { expect } from 'chai';
import { type Failure, notFound, unavailable } from '../errors.ts';
import { failureOf } from '../testing/rpc.ts';
import { type Breaker, createBreaker } from './breaker.ts';

async function fail(breaker: Breaker, failure: Failure, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await failureOf(breaker.run(() => Promise.reject(failure)));
}

describe('breaker', () => {
  const down = unavailable('DOWN', 'Down.');
  let calls = 0;
  const call = async () => ++calls;
  beforeEach(() => (calls = 0));

  it('opens when the service is silent, and then calls nothing', async () => {
    using breaker = createBreaker('payment');
    await fail(breaker, down, 25);
    const error = await failureOf(breaker.run(call));
    expect(error).to.include({ code: 'UNAVAILABLE', reason: 'CIRCUIT_OPEN' });
    expect(calls).to.equal(0);
  });

  it('stays closed below 20 calls', async () => {
    using breaker = createBreaker('payment');
    await fail(breaker, down, 15);
    expect(await breaker.run(call)).to.equal(1);
  });

  it('takes other failures for the answers that they are', async () => {
    using breaker = createBreaker('payment');
    await fail(breaker, notFound('payment', 'pay_1'), 50);
    expect(await breaker.run(call)).to.equal(1);
  });

  it('closes when a probe is answered', async () => {
    using breaker = createBreaker('payment', 20);
    await fail(breaker, down, 25);
    const probe = async (): Promise<number> => breaker.run(call).catch((error: Failure) => (error.reason === 'CIRCUIT_OPEN' ? probeLater() : Promise.reject(error)));
    const probeLater = () => new Promise<void>((resolve) => setTimeout(resolve, 5)).then(probe);
    expect(await probe()).to.equal(1);
    expect(await breaker.run(call)).to.equal(2);
  });
});
