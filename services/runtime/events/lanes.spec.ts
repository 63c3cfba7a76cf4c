import { expect } from 'chai';
import { createLanes } from './lanes.ts';

describe('lanes', () => {
  it('keeps the order of a key and lets other keys pass', async () => {
    const lanes = createLanes();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const held = lanes.run('a', () => gate.promise.then(() => void done.push('a1')));
    const behind = lanes.run('a', async () => void done.push('a2'));
    await lanes.run('b', async () => void done.push('b1'));
    expect(done).to.deep.equal(['b1']);
    gate.resolve();
    await Promise.all([held, behind]);
    expect(done).to.deep.equal(['b1', 'a1', 'a2']);
  });

  it('goes on after a failure and becomes idle', async () => {
    const lanes = createLanes();
    const done: string[] = [];
    const failed = lanes.run('a', () => Promise.reject(new Error('broken'))).catch(() => void done.push('failed'));
    void lanes.run('a', async () => void done.push('next'));
    await lanes.idle();
    await failed;
    expect(done).to.have.members(['failed', 'next']);
  });
});
