import { expect } from 'chai';
import { explainError, explainExit, StartFailure } from './start-failure.ts';

const explained = (exit: string, ...output: string[]): string => explainExit('Postgres', exit, output, '/data/postgres.log').message;

describe('the reason that a start failed', () => {
  it('is a full disk, a taken port, or the last error', () => {
    expect(explained('exit code 1', 'FATAL: could not write: No space left on device', 'LOG: shut down')).to.equal(
      'Postgres stopped: the disk is full. Free some space and start again.',
    );
    expect(explained('exit code 1', 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use')).to.match(/its port is taken/);
    expect(explained('exit code 1', 'FATAL:  data directory has wrong ownership', 'HINT: …')).to.equal(
      'Postgres stopped (exit code 1): FATAL:  data directory has wrong ownership. Its log: /data/postgres.log',
    );
  });

  it('is never an innocent line before a kill', () => {
    expect(explained('signal SIGKILL', 'listens on port 3007')).to.equal('Postgres stopped (signal SIGKILL). Its log: /data/postgres.log');
    expect(explained('exit code 2')).to.equal('Postgres stopped (exit code 2). Its log: /data/postgres.log');
  });

  it('is known for errors of the disk and of permissions, and of no others', () => {
    const failure = new StartFailure('once');
    expect(explainError(failure)).to.equal(failure);
    expect(explainError(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }))?.message).to.match(/^The disk is full/);
    expect(explainError(Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/data' }))?.message).to.match(/^No permission for \/data/);
    expect(explainError(new TypeError('a defect'))).to.equal(undefined);
    expect(explainError('text')).to.equal(undefined);
  });
});
