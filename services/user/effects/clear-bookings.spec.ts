import { expect } from 'chai';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { Participant, Participants } from '../privacy/participants.ts';
import { clearBookingsRunner, type ClearInput } from './clear-bookings.ts';

const never = (): never => expect.fail('it was not asked for');

describe('clearing the way for an erasure', () => {
  const [tenantId, userId, by] = [newId(), newId(), newId()];
  const booking = (): string => toTypeId('bkg', newId());

  function open(coming: readonly string[]) {
    const left = new Set(coming);
    const world = { begun: new Set<string>(), roles: 0, administers: true, breaksOff: false, leaves: 0, warned: 0, left };
    const part = (obstacles: Participant['obstacles']): Participant => ({ name: '', collect: never, erase: never, claim: never, obstacles });
    const bookings = part(async () => {
      if (world.breaksOff && left.size === 0) throw new Error('booking is away');
      return [...left].map((id) => ({ id, description: '' }));
    });
    const own = part(async () => Array.from({ length: world.roles }, () => ({ id: '', description: '' })));
    const cancel = async (_: unknown, id: string): Promise<void> => void (world.begun.has(id) || left.delete(id));
    const participants: Participants = {
      names: [], of: (name) => (name === 'booking' ? bookings : own), cancelBooking: cancel, leaveWaitlist: cancel,
      leaveBusiness: async () => (world.leaves += 1) > 0, administers: async () => world.administers, [Symbol.dispose]: never,
    };
    const runner = clearBookingsRunner(participants, { warn: () => (world.warned += 1) });
    const context = { id: newId(), tenantId, key: { type: 'erasure', id: newId() }, attempt: 1, signal: new AbortController().signal, traceparent: '' };
    const input = (about: Partial<ClearInput>): ClearInput => ({ tenantIds: [tenantId], userId, cancel: false, by: userId, begins: '', ...about });
    return { world, run: (about: Partial<ClearInput> = {}) => runner.run(input(about), context), giveUp: (about: Partial<ClearInput> = {}) => runner.giveUp?.(input(about), new Error('away')) };
  }

  it('counts bookings first, and cancels them when told to; roles end once nothing is in the way', async () => {
    const { world, run } = open([booking(), toTypeId('wtl', newId())]);
    expect(await run()).to.deep.include({ bookings: 1, cancelled: false });
    expect(await run({ cancel: true })).to.deep.include({ bookings: 0, cancelled: true });
    expect(world.leaves).to.equal(0);
    expect(await run()).to.deep.include({ bookings: 0, cancelled: false });
    expect(world.leaves).to.equal(1);
  });

  it('tells that bookings were cancelled also when that was at an attempt that failed', async () => {
    const { world, run } = open([booking()]);
    world.breaksOff = true;
    expect(await run({ cancel: true }).catch((error: Error) => error.message)).to.equal('booking is away');
    world.breaksOff = false;
    expect(await run({ cancel: true })).to.deep.include({ bookings: 0, cancelled: true });
  });

  it('leaves a booking that has begun, and cancels the others', async () => {
    const [begun, other] = [booking(), booking()];
    const { world, run } = open([begun, other]);
    world.begun.add(begun);
    expect(await run({ cancel: true })).to.deep.include({ bookings: 1, cancelled: true });
    expect([...world.left]).to.deep.equal([begun]);
  });

  it('that a business asked for cancels nothing of who works for it now, nor when who asked administers it no more', async () => {
    const { world, run } = open([booking()]);
    world.roles = 1;
    expect(await run({ by, cancel: true })).to.deep.include({ roles: 1 });
    world.administers = false;
    for (const cancel of [false, true]) expect(await run({ by, cancel })).to.deep.include({ unasked: true });
    expect(world.left.size).to.equal(1);
    expect([world.leaves, world.warned]).to.deep.equal([0, 2]);
  });

  it('that nobody answers is tried another day', () => {
    const { giveUp } = open([]);
    expect(giveUp()).to.deep.include({ bookings: 1, cancelled: false });
    expect(giveUp({ cancel: true })).to.deep.include({ bookings: 1, cancelled: true });
  });
});
