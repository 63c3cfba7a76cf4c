import { BookingService, GetBookingResponseSchema } from '@berth/sdk';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#proto/google/rpc/error_details_pb.ts';
import { expect } from 'chai';
import type { Call, CallLog } from './call-log.ts';
import { recorded, type Result, untilKnown } from './recorded.ts';

const { createBooking, getBooking } = BookingService.method;
const who = { tenant: 't', customer: 'usr_1' };

function logOf(): CallLog {
  const calls: Call[] = [];
  return { calls, record: (call) => void calls.push(call), [Symbol.asyncDispose]: async () => undefined };
}

const refusal = (code: Code, reason: string): ConnectError => new ConnectError('no', code, undefined, reason === '' ? [] : [{ desc: ErrorInfoSchema, value: { reason } }]);

async function outcomeOf(error: Error): Promise<string> {
  const log = logOf();
  await recorded(log, who, createBooking, { requestId: 'r', place: { case: undefined } }, () => Promise.reject(error));
  const [call] = log.calls;
  return `${call?.requestId}: ${call?.outcome} ${call?.code} ${call?.reason}`;
}

describe('a recorded call', () => {
  it('keeps the reply, as text and as bytes', async () => {
    const log = logOf();
    await recorded(log, who, getBooking, { id: 'bkg_1' }, async () => create(GetBookingResponseSchema, { booking: { id: 'bkg_1' } }));
    expect(log.calls[0]).to.include({ method: 'GetBooking', outcome: 'ok', request: '{"id":"bkg_1"}', reply: '{"booking":{"id":"bkg_1"}}', bytes: 'CgcKBWJrZ18x' });
  });

  it('tells what did not happen from what nobody knows', async () => {
    expect(await outcomeOf(refusal(Code.FailedPrecondition, 'SLOT_TAKEN'))).to.equal('r: refused FAILED_PRECONDITION SLOT_TAKEN');
    expect(await outcomeOf(refusal(Code.Aborted, 'ETAG_MISMATCH'))).to.equal('r: refused ABORTED ETAG_MISMATCH');
    expect(await outcomeOf(refusal(Code.Aborted, ''))).to.equal('r: unknown ABORTED ');
    expect(await outcomeOf(refusal(Code.Unavailable, 'KEY_BUSY'))).to.equal('r: unknown UNAVAILABLE KEY_BUSY');
    expect(await outcomeOf(refusal(Code.DeadlineExceeded, ''))).to.equal('r: unknown DEADLINE_EXCEEDED ');
    expect(await outcomeOf(refusal(Code.Internal, 'INTERNAL'))).to.equal('r: unknown INTERNAL INTERNAL');
  });

  it('is repeated while its outcome is unknown, until patience ends', async () => {
    const unknown: Result<string> = { outcome: 'unknown', error: { code: 'UNAVAILABLE', reason: '', message: '', violations: [], metadata: {} } };
    const answers: Result<string>[] = [unknown, { outcome: 'ok', reply: 'booked' }];
    const patience = { budgetMs: 60_000, signal: new AbortController().signal };
    expect(await untilKnown(async () => answers.shift() ?? unknown, patience)).to.deep.equal({ outcome: 'ok', reply: 'booked' });
    expect(await untilKnown(async () => unknown, { ...patience, budgetMs: -1 })).to.equal(unknown);
    expect(await untilKnown(async () => unknown, { ...patience, signal: AbortSignal.abort() })).to.equal(unknown);
  });
});
