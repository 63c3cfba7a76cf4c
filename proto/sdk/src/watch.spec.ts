import { create } from '@bufbuild/protobuf';
import { type HandlerContext, Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { expect } from 'chai';
import {
  type WatchBookingRequest,
  type WatchBookingResponse,
  BookingService,
  WatchBookingResponseSchema,
} from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { watchBooking } from './watch.ts';

const retry = { attempts: 3, baseMs: 1, maxMs: 2 };
/** What a client allows a call that is answered once. */
const CALL_LIMIT_MS = 20;
type Session = (request: WatchBookingRequest, context: HandlerContext) => AsyncIterable<WatchBookingResponse>;

/** A client whose n-th stream is served by the n-th session. */
function serving(...sessions: Session[]) {
  const asked: bigint[] = [];
  const transport = createRouterTransport(
    (router) =>
      router.rpc(BookingService.method.watchBooking, (request, context) => {
        const session = sessions[asked.push(request.afterSequence) - 1];
        return session?.(request, context) ?? expect.fail(`there is no stream ${asked.length}`);
      }),
    { transport: { defaultTimeoutMs: CALL_LIMIT_MS } },
  );
  return { asked, client: createClient(BookingService, transport) };
}

const update = (etag: string, ...sequences: number[]): WatchBookingResponse =>
  create(WatchBookingResponseSchema, { booking: { etag }, steps: sequences.map((sequence) => ({ sequence: BigInt(sequence) })) });

async function take(count: number, stream: AsyncIterable<WatchBookingResponse>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { booking, steps } of stream) {
    seen.push(`${booking?.etag} ${steps.map(({ sequence }) => sequence).join()}`);
    if (seen.length === count) break;
  }
  return seen;
}

describe('watchBooking', () => {
  it('resumes a dropped stream after the last step and shows no step twice', async () => {
    const { asked, client } = serving(
      async function* () {
        yield update('1', 1, 2);
        throw new Error('connection lost');
      },
      async function* () {
        yield update('2', 2, 3);
      },
      async function* () {
        yield update('3', 4);
      },
    );
    expect(await take(3, watchBooking(client, 'bkg_1', { retry }))).to.deep.equal(['1 1,2', '2 3', '3 4']);
    expect(asked).to.deep.equal([0n, 2n, 3n]);
  });

  it('lives longer than a call may take', async () => {
    const { asked, client } = serving(async function* (_request, { signal }) {
      yield update('1', 1);
      await new Promise((resolve) => setTimeout(resolve, 3 * CALL_LIMIT_MS));
      yield update(signal.aborted ? 'cut off' : '2', 2);
    });
    expect(await take(2, watchBooking(client, 'bkg_1', { retry }))).to.deep.equal(['1 1', '2 2']);
    expect(asked).to.have.lengthOf(1);
  });

  it('leaves heartbeats out but shows a change without a step', async () => {
    const { client } = serving(async function* () {
      yield update('1', 1);
      yield update('1');
      yield update('2');
    });
    expect(await take(2, watchBooking(client, 'bkg_1', { retry }))).to.deep.equal(['1 1', '2 ']);
  });

  it('takes a stream that says nothing for dead', async () => {
    const { client, asked } = serving(
      async function* (_request, { signal }) {
        yield* [];
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
      async function* () {
        yield update('1', 1);
      },
    );
    expect(await take(1, watchBooking(client, 'bkg_1', { retry, silenceMs: 20 }))).to.deep.equal(['1 1']);
    expect(asked).to.have.lengthOf(2);
  });

  it('throws what Berth refuses', async () => {
    const { client, asked } = serving(async function* () {
      yield* [];
      throw new ConnectError('no such booking', Code.NotFound, undefined, [
        { desc: ErrorInfoSchema, value: { reason: 'NOT_FOUND', domain: 'berth' } },
      ]);
    });
    const thrown: unknown = await take(1, watchBooking(client, 'bkg_1', { retry })).catch((error: unknown) => error);
    expect(ConnectError.from(thrown).code).to.equal(Code.NotFound);
    expect(asked).to.have.lengthOf(1);
  });

  it('gives up when Berth stays away', async () => {
    const down: Session = async function* () {
      yield* [];
      throw new ConnectError('down', Code.Unavailable);
    };
    const { client, asked } = serving(down, down, down, down);
    const thrown: unknown = await take(1, watchBooking(client, 'bkg_1', { retry })).catch((error: unknown) => error);
    expect(ConnectError.from(thrown).code).to.equal(Code.Unavailable);
    expect(asked).to.have.lengthOf(1 + retry.attempts);
  });

  it('ends quietly with the signal', async () => {
    const controller = new AbortController();
    const { client } = serving(async function* (_request, { signal }) {
      yield update('1', 1);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const seen: string[] = [];
    for await (const { booking } of watchBooking(client, 'bkg_1', { retry, signal: controller.signal })) {
      seen.push(booking?.etag ?? '');
      controller.abort();
    }
    expect(seen).to.deep.equal(['1']);
  });
});
