import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { familyOf, signal, usageOf } from './processes.ts';

describe('processes', () => {
  it('of a family are killed together, and who is gone is passed over', async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo up; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(parent.stdout, 'data');
    const pid = parent.pid ?? 0;
    const family = familyOf(pid);
    expect(family).to.have.length(2).and.include(pid);
    expect(usageOf(pid)?.handles).to.be.greaterThan(0);
    signal(family, 'SIGKILL');
    await once(parent, 'close');
    signal(family, 'SIGKILL');
    expect(usageOf(pid)).to.equal(undefined);
  });
});
