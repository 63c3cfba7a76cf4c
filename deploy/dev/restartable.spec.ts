import { expect } from 'chai';
import type { GuardedChild } from './guarded-child.ts';
import { startRestartable } from './restartable.ts';
import { StartFailure } from './start-failure.ts';

/** Children that end when told to; `die` ends the newest by itself. */
function nursery() {
  const ends: ((exit: string) => void)[] = [];
  const launch = async (): Promise<GuardedChild> => {
    const { promise: exited, resolve } = Promise.withResolvers<string>();
    ends.push(resolve);
    return {
      pid: ends.length,
      exited,
      explain: (exit) => new StartFailure(`child ${ends.length}: ${exit}`),
      waitForLine: () => Promise.reject(new Error('it says nothing')),
      stop: async () => resolve('stopped'),
    };
  };
  return { launch, die: () => ends.at(-1)?.('signal SIGKILL') };
}

describe('a server that can be started again', () => {
  it('tells those who watched before it was stopped and started that the new one died', async () => {
    const { launch, die } = nursery();
    const server = await startRestartable(launch);
    const died = server.died();
    await server.stop();
    await server.start();
    die();
    expect((await died).message).to.equal('child 2: signal SIGKILL');
  });

  it('tells of every death once', async () => {
    const { launch, die } = nursery();
    const server = await startRestartable(launch);
    die();
    await server.died();
    await server.start();
    let told = false;
    const second = server.died().then(() => (told = true));
    await new Promise(setImmediate);
    expect(told).to.equal(false);
    die();
    await second;
    expect(server.pid()).to.equal(2);
  });
});
