import { Code, ConnectError } from '@connectrpc/connect';
import { expect } from 'chai';
import { problemOf, violationOf } from './problem.ts';

describe('problems', () => {
  it('say that Berth cannot be reached, and offer another try', () => {
    const problem = problemOf(new ConnectError('Berth cannot be reached. Check the connection.', Code.Unavailable));
    expect(problem).to.deep.include({ detail: 'Berth cannot be reached. Check the connection.', retryable: true });
  });

  it('do not show what only programmers understand', () => {
    expect(problemOf(new TypeError('x is undefined')).detail).not.to.contain('undefined');
  });

  it('offer no second try where it cannot help', () => {
    expect(problemOf(new ConnectError('No such booking.', Code.NotFound)).retryable).to.equal(false);
  });

  it('have no violations when nothing was thrown', () => {
    expect(violationOf(null, 'email')).to.equal(undefined);
  });
});
