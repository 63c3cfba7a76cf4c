import { expect } from 'chai';
import type { Restartable } from './restartable.ts';
import { StartFailure } from './start-failure.ts';
import { superviseServer } from './supervisor.ts';

const PATIENCE = { attempts: 3, windowMs: 60_000, pauseMs: 1 };

/** A server that dies `deaths` times and then stays up; starting it fails the first `refusals` times. */
function mortal(deaths: number, refusals = 0): Restartable & { readonly starts: () => number } {
  let starts = 0;
  return {
    starts: () => starts,
    stop: async () => undefined,
    pid: () => undefined,
    async start() {
      starts += 1;
      if (starts <= refusals) throw new StartFailure('Its port is taken.');
    },
    died: () => (starts - refusals < deaths ? Promise.resolve(new StartFailure('It stopped.')) : new Promise(() => undefined)),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe('a supervised server', () => {
  it('is started again, and both are told', async () => {
    const server = mortal(1, 1);
    const lines: string[] = [];
    void superviseServer('NATS', server, (line) => lines.push(line), new AbortController().signal, PATIENCE);
    await until(() => lines.length === 2);
    expect(lines[0]).to.match(/^It stopped\.\nNATS is started again/);
    expect(lines[1]).to.equal('NATS runs again.');
    expect(server.starts()).to.equal(2);
  });

  it('that keeps dying ends everything with one line', async () => {
    const server = mortal(100);
    const failure = await superviseServer('NATS', server, () => undefined, new AbortController().signal, PATIENCE);
    expect(failure.message).to.equal('It stopped. It does not stay up.');
    expect(server.starts()).to.equal(3);
  });

  it('that cannot start again says why', async () => {
    const failure = await superviseServer('NATS', mortal(100, 100), () => undefined, new AbortController().signal, PATIENCE);
    expect(failure.message).to.equal('Its port is taken. It does not stay up.');
  });

  it('is let go when everything stops', async () => {
    const server = mortal(1);
    await superviseServer('NATS', server, () => undefined, AbortSignal.abort(), PATIENCE);
    expect(server.starts()).to.equal(0);
  });
});
