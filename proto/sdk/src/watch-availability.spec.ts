import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type HandlerContext, Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { expect } from 'chai';
import { AvailabilityUpdate, type WatchAvailabilityResponse, WatchAvailabilityResponseSchema } from '../../gen/berth/booking/v1/availability_stream_pb.ts';
import { AvailabilityService, type WatchAvailabilityRequest } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { type Availability, watchAvailability } from './watch-availability.ts';

const retry = { attempts: 3, baseMs: 1, maxMs: 2 };
type Stream = (request: WatchAvailabilityRequest, context: HandlerContext) => AsyncIterable<WatchAvailabilityResponse>;

/** A client whose n-th stream is served by the n-th of these. */
function serving(...streams: Stream[]) {
  const asked: string[] = [];
  const transport = createRouterTransport((router) =>
    router.rpc(AvailabilityService.method.watchAvailability, (request, context) => {
      const stream = streams[asked.push(request.resumeToken) - 1];
      return stream?.(request, context) ?? expect.fail(`there is no stream ${asked.length}`);
    }),
  );
  return { asked, client: createClient(AvailabilityService, transport) };
}

const startOf = (local: string) => timestampFromDate(new Date(`${local}Z`));
const slot = (sessionId: string, localStart: string, placesLeft: number) => ({ sessionId, placesLeft, time: { localStart, startTime: startOf(localStart) } });
const at = (localStart: string, ...staffIds: string[]) => ({ staffIds, placesLeft: 1, time: { localStart, startTime: startOf(localStart) } });

const message = (update: AvailabilityUpdate, resumeToken: string, more: Parameters<typeof create<typeof WatchAvailabilityResponseSchema>>[1] = {}) =>
  create(WatchAvailabilityResponseSchema, { update, resumeToken, ...more });

const show = ({ slots, live }: Availability): string =>
  `${live ? 'live' : 'lost'}: ${slots.map(({ sessionId, time, placesLeft, staffIds }) => `${sessionId || staffIds.join('+')}@${time?.localStart.slice(8)}=${placesLeft}`).join(' ')}`;

async function take(count: number, stream: AsyncIterable<Availability>): Promise<string[]> {
  const seen: string[] = [];
  for await (const state of stream) if (seen.push(show(state)) === count) break;
  return seen;
}

async function* forever({ signal }: HandlerContext): AsyncGenerator<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  yield* [];
}

describe('watchAvailability', () => {
  it('puts in, replaces and takes away, and keeps the order of ListSlots', async () => {
    const { client } = serving(async function* (_request, context) {
      yield message(AvailabilityUpdate.SNAPSHOT, '1', { slots: [slot('ses_b', '2027-03-01T10:00', 3), at('2027-03-02T09:00', 'ana', 'rui')] });
      yield message(AvailabilityUpdate.DELTA, '2', { slots: [slot('ses_a', '2027-03-01T10:00', 2), slot('ses_b', '2027-03-01T10:00', 2), at('2027-03-02T09:00', 'rui')] });
      yield message(AvailabilityUpdate.DELTA, '3', { goneSlots: [{ sessionId: 'ses_b' }, { startTime: startOf('2027-03-02T09:00') }] });
      yield* forever(context);
    });
    expect(await take(3, watchAvailability(client, {}, { retry }))).to.deep.equal([
      'live: ses_b@01T10:00=3 ana+rui@02T09:00=1',
      'live: ses_a@01T10:00=2 ses_b@01T10:00=2 rui@02T09:00=1',
      'live: ses_a@01T10:00=2',
    ]);
  });

  it('says when it is not live, and resumes after the last message with what differs', async () => {
    const { client, asked } = serving(
      async function* () {
        yield message(AvailabilityUpdate.SNAPSHOT, '1', { slots: [slot('ses_a', '2027-03-01T10:00', 3), slot('ses_b', '2027-03-02T10:00', 3)] });
        yield message(AvailabilityUpdate.HEARTBEAT, '2');
        throw new Error('connection lost');
      },
      async function* (_request, context) {
        yield message(AvailabilityUpdate.RESUMED, '3', { forgottenDates: ['2027-03-02'], slots: [slot('ses_c', '2027-03-02T11:00', 1)] });
        yield* forever(context);
      },
    );
    expect(await take(3, watchAvailability(client, {}, { retry }))).to.deep.equal([
      'live: ses_a@01T10:00=3 ses_b@02T10:00=3',
      'lost: ses_a@01T10:00=3 ses_b@02T10:00=3',
      'live: ses_a@01T10:00=3 ses_c@02T11:00=1',
    ]);
    expect(asked).to.deep.equal(['', '2']);
  });

  it('begins anew when its token is refused', async () => {
    const { client } = serving(
      async function* () {
        yield message(AvailabilityUpdate.SNAPSHOT, 'old', { slots: [slot('ses_a', '2027-03-01T10:00', 3)] });
      },
      async function* (_request, context) {
        yield message(AvailabilityUpdate.SNAPSHOT, 'new', { tokenRefused: true, slots: [slot('ses_b', '2027-03-02T10:00', 3)] });
        yield* forever(context);
      },
    );
    expect((await take(3, watchAvailability(client, {}, { retry }))).at(-1)).to.equal('live: ses_b@02T10:00=3');
  });

  it('gives the same list while nothing changes', async () => {
    const { client } = serving(
      async function* () {
        yield message(AvailabilityUpdate.SNAPSHOT, '1', { slots: [slot('ses_a', '2027-03-01T10:00', 3)] });
      },
      async function* (_request, context) {
        yield message(AvailabilityUpdate.RESUMED, '1');
        yield message(AvailabilityUpdate.HEARTBEAT, '1');
        yield* forever(context);
      },
    );
    const states: Availability[] = [];
    for await (const state of watchAvailability(client, {}, { retry })) if (states.push(state) === 3) break;
    expect(states.map(({ live }) => live)).to.deep.equal([true, false, true]);
    expect(new Set(states.map(({ slots }) => slots))).to.have.lengthOf(1);
  });

  it('throws what Berth refuses', async () => {
    const { client, asked } = serving(async function* () {
      yield* [];
      throw new ConnectError('no such offering', Code.NotFound, undefined, [{ desc: ErrorInfoSchema, value: { reason: 'NOT_FOUND', domain: 'berth' } }]);
    });
    const thrown: unknown = await take(1, watchAvailability(client, {}, { retry })).catch((error: unknown) => error);
    expect(ConnectError.from(thrown).code).to.equal(Code.NotFound);
    expect(asked).to.have.lengthOf(1);
  });
});
