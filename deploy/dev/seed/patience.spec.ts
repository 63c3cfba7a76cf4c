import { expect } from 'chai';
import { Failure, notFound, unavailable } from '#runtime/errors.ts';
import { ifFound, patiently } from './patience.ts';

/** Fails with each of `failures` in turn, then answers. */
const after = (...failures: readonly Error[]) => {
  const left = [...failures];
  return async (): Promise<string> => {
    const failure = left.shift();
    if (failure) throw failure;
    return 'done';
  };
};

const away = () => new Failure({ code: 'UNAVAILABLE', reason: 'AWAY', message: 'Away.', retryAfterMs: 1 });

const refusalOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined, (error: unknown) => error);

describe('patience', () => {
  it('asks again while the service is away', async () => {
    expect(await patiently(after(away(), away(), away()))).to.equal('done');
  });

  it('takes no for an answer', async () => {
    const no = notFound('offering', 'x');
    expect(await refusalOf(patiently(after(no)))).to.equal(no);
  });

  it('passes on what it does not know', async () => {
    const bug = new TypeError('a bug');
    expect(await refusalOf(patiently(after(bug)))).to.equal(bug);
  });

  it('ends', async () => {
    const failure = unavailable('AWAY', 'Away.');
    expect(await refusalOf(patiently(after(failure, failure), 10))).to.equal(failure);
  });

  it('tells nothing from an error', async () => {
    expect(await ifFound(after(notFound('tenant', 'x')))).to.equal(undefined);
    expect(await ifFound(after(away()))).to.equal('done');
  });
});
