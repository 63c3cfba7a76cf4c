import { Metadata } from '@grpc/grpc-js';
import { expect } from 'chai';
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { failureOf } from '../../testing/rpc.ts';
import type { Incoming } from '../call.ts';
import { bounded } from './deadline.ts';

const incoming = (deadline?: Date, method: Incoming['method'] = BookingService.method.getBooking): Incoming => ({
  method,
  metadata: new Metadata(),
  body: new Uint8Array(),
  deadline,
  controller: new AbortController(),
});
const inMs = (ms: number): Date => new Date(Date.now() + ms);
const minutesLeft = async (deadline: Date): Promise<number> => Math.round((deadline.getTime() - Date.now()) / 1_000) / 60;

describe('deadline interceptor', () => {
  it('gives up work that outlives the deadline, and aborts its signal', async () => {
    const call = incoming(inMs(20));
    const error = await failureOf(bounded(call, () => Promise.withResolvers<never>().promise));
    expect(error).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(call.controller.signal.aborted).to.equal(true);
  });

  it('does not begin when the deadline has passed or the caller has left', async () => {
    let begun = 0;
    const work = async () => void begun++;
    expect(await failureOf(bounded(incoming(inMs(-1)), work))).to.include({ code: 'DEADLINE_EXCEEDED' });
    const left = incoming(inMs(1_000));
    left.controller.abort(new Error('left'));
    expect(await failureOf(bounded(left, work))).to.have.property('message', 'left');
    expect(begun).to.equal(0);
  });

  it('sets a deadline where the caller set none', async () => {
    expect(await bounded(incoming(), minutesLeft)).to.equal(10 / 60);
    expect(await bounded(incoming(undefined, BookingService.method.watchBooking), minutesLeft)).to.equal(15);
  });

  it('leaves no timer behind when the work ends in time', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const running = await bounded(incoming(inMs(60_000)), async () => {
      await Promise.resolve();
      return timers();
    });
    expect(timers()).to.equal(running - 1);
  });
});
