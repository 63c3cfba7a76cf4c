import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { BookingService, WatchBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CatalogService, GetOfferingResponseSchema, ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { Failure, unavailable } from '../errors.ts';
import { failureOf, startTestRpc, testCaller } from '../testing/rpc.ts';
import type { ServerCall } from './call.ts';

const caller = testCaller('user');
const bySlug = { offering: { case: 'slug', value: 'massage' } } as const;
const offering = (title: string) => create(GetOfferingResponseSchema, { offering: { title } });
const BOOKING_ID = 'bkg_01h455vb4pex5vsknk084sn02q';

describe('rpc server and client', () => {
  it('carries request, caller and reply', async () => {
    let seen: ServerCall | undefined;
    await using rpc = await startTestRpc([CatalogService], async (call) => ((seen = call), offering('Massage')));
    const reply = await rpc.connect(CatalogService).getOffering(bySlug, { caller, requestId: 'req-1' });
    expect(reply.offering?.title).to.equal('Massage');
    expect(seen?.caller).to.deep.equal(caller);
    expect(seen?.requestId).to.equal('req-1');
    expect(seen?.request).to.deep.include(bySlug);
  });

  it('names every bad field', async () => {
    await using rpc = await startTestRpc([CatalogService], async () => offering('never'));
    const error = await failureOf(rpc.connect(CatalogService).listOfferings({ pageSize: 1_000, pageToken: 'x'.repeat(501) }, { caller }));
    expect(error).to.be.instanceOf(Failure).and.include({ code: 'INVALID_ARGUMENT', reason: 'INVALID_REQUEST' });
    expect((error as Failure).details.violations?.map(({ field }) => field)).to.deep.equal(['page_size', 'page_token']);
  });

  it('hands failures through with all their details', async () => {
    const failure = new Failure({ code: 'FAILED_PRECONDITION', reason: 'SLOT_TAKEN', message: 'Taken – pick another.', metadata: { slot: 'x' } });
    await using rpc = await startTestRpc([CatalogService], () => Promise.reject(failure));
    const error = await failureOf(rpc.connect(CatalogService).listCategories({}, { caller }));
    expect(error).to.include({ code: 'FAILED_PRECONDITION', reason: 'SLOT_TAKEN', message: 'Taken – pick another.' });
    expect((error as Failure).details).to.deep.equal({ metadata: { slot: 'x' } });
  });

  it('shortens what is too long to be sent, so that nobody else’s calls on the connection suffer', async () => {
    const long = '€'.repeat(100_000);
    const violations = Array.from({ length: 1_000 }, (_, index) => ({ field: `items[${index}]`, description: long.slice(0, 200) }));
    const failure = new Failure({ code: 'NOT_FOUND', reason: 'NOT_FOUND', message: long, metadata: { id: long }, violations });
    const neighbour = Promise.withResolvers<ReturnType<typeof offering>>();
    await using rpc = await startTestRpc([CatalogService], ({ method }) => (method.name === 'GetOffering' ? neighbour.promise : Promise.reject(failure)));
    const other = rpc.connect(CatalogService).getOffering(bySlug, { caller }).then(({ offering: found }) => found?.title, (error: unknown) => error);
    const error = await failureOf(rpc.connect(CatalogService).listCategories({}, { caller }));
    neighbour.resolve(offering('Massage'));
    expect(error).to.include({ code: 'NOT_FOUND', reason: 'NOT_FOUND' });
    expect((error as Failure).message).to.match(/^€+…$/);
    expect((error as Failure).details.violations?.map(({ field }) => field).slice(0, 3)).to.deep.equal(['items[0]', 'items[1]', 'items[2]']);
    expect(await other).to.equal('Massage');
  });

  it('answers the unexpected with an id and keeps its text in the log', async () => {
    await using rpc = await startTestRpc([CatalogService], () => Promise.reject(new Error('password of the database')));
    const error = await failureOf(rpc.connect(CatalogService).listCategories({}, { caller }));
    expect(error).to.include({ code: 'INTERNAL' });
    const { message, details } = error as Failure;
    expect(message).to.contain(details.metadata?.['errorId']);
    expect(message).not.to.contain('password');
    const line = rpc.log.find((entry) => entry['error_id'] === details.metadata?.['errorId']);
    expect(line).to.have.nested.property('err.message', 'password of the database');
    expect(line).to.have.property('trace_id').that.matches(/^[0-9a-f]{32}$/);
  });

  it('answers a handler that throws before it gives a promise', async () => {
    const broken = (): never => {
      throw new TypeError('no handler');
    };
    await using rpc = await startTestRpc([CatalogService], broken);
    expect(await failureOf(rpc.connect(CatalogService).listCategories({}, { caller }))).to.include({ code: 'INTERNAL' });
  });

  it('refuses messages above 4 MiB', async () => {
    await using rpc = await startTestRpc([CatalogService], async () => offering('x'.repeat(5 * 1024 * 1024)));
    expect(await failureOf(rpc.connect(CatalogService).getOffering(bySlug, { caller }))).to.include({ code: 'RESOURCE_EXHAUSTED' });
  });

  it('ends a call at its deadline, and the handler sees it', async () => {
    const aborted = Promise.withResolvers<unknown>();
    const hang = (call: ServerCall): Promise<never> => {
      call.signal.addEventListener('abort', () => aborted.resolve(call.signal.reason));
      return Promise.withResolvers<never>().promise;
    };
    await using rpc = await startTestRpc([CatalogService], hang);
    const error = await failureOf(rpc.connect(CatalogService).listCategories({}, { caller, deadlineMs: 500 }));
    expect(error).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(await aborted.promise).to.be.instanceOf(Failure);
  });

  it('cancels on the wire when the caller’s signal aborts', async () => {
    const started = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<unknown>();
    const hang = (call: ServerCall): Promise<never> => {
      call.signal.addEventListener('abort', () => aborted.resolve(call.signal.reason));
      started.resolve();
      return Promise.withResolvers<never>().promise;
    };
    await using rpc = await startTestRpc([CatalogService], hang);
    const controller = new AbortController();
    const call = failureOf(rpc.connect(CatalogService).listCategories({}, { caller, signal: controller.signal }));
    await started.promise;
    controller.abort();
    expect(await call).to.include({ code: 'CANCELLED' });
    expect(await aborted.promise).to.include({ code: 'CANCELLED' });
  });

  it('passes what is left of its own deadline on', async () => {
    const deadlines: Date[] = [];
    await using inner = await startTestRpc([CatalogService], async ({ deadline }) => (deadlines.push(deadline), create(ListCategoriesResponseSchema)));
    const client = inner.connect(CatalogService);
    await using outer = await startTestRpc([CatalogService], (call) => {
      deadlines.push(call.deadline);
      return client.listCategories({}, { caller: call.caller });
    });
    await outer.connect(CatalogService).listCategories({}, { caller, deadlineMs: 1_000 });
    const [parent, child] = deadlines;
    expect(child?.getTime()).to.be.below((parent?.getTime() ?? 0) - 30);
  });

  it('gives up a call whose parent has no time left, before it is sent', async () => {
    let calls = 0;
    await using inner = await startTestRpc([CatalogService], async () => (calls++, create(ListCategoriesResponseSchema)));
    const client = inner.connect(CatalogService);
    const outcome = Promise.withResolvers<unknown>();
    await using outer = await startTestRpc([CatalogService], async (call) => {
      outcome.resolve(failureOf(client.listCategories({}, { caller: call.caller })));
      await outcome.promise;
      return create(ListCategoriesResponseSchema);
    });
    await outer.connect(CatalogService).listCategories({}, { caller, deadlineMs: 45 });
    expect(await outcome.promise).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(calls).to.equal(0);
  });

  it('streams in order, and a reader that leaves stops the handler', async () => {
    const stopped = Promise.withResolvers<number>();
    async function* numbers({ signal }: ServerCall) {
      let sent = 0;
      try {
        while (!signal.aborted) yield create(WatchBookingResponseSchema, { booking: { id: 'x'.repeat(10_000), code: `${sent++}` } });
      } finally {
        stopped.resolve(sent);
      }
    }
    await using rpc = await startTestRpc([BookingService], numbers);
    const codes: (string | undefined)[] = [];
    for await (const { booking } of rpc.connect(BookingService).watchBooking({ bookingId: BOOKING_ID }, { caller })) {
      if (codes.push(booking?.code) === 3) break;
    }
    expect(codes).to.deep.equal(['0', '1', '2']);
    // Backpressure: an endless producer gets no further ahead than the buffers between it and its reader.
    expect(await stopped.promise).to.be.below(1_000);
  });

  it('ends a stream with the failure that its handler throws', async () => {
    async function* failing() {
      yield create(WatchBookingResponseSchema);
      throw unavailable('BROKER_DOWN', 'Try again.');
    }
    await using rpc = await startTestRpc([BookingService], failing);
    const stream = rpc.connect(BookingService).watchBooking({ bookingId: BOOKING_ID }, { caller });
    expect((await stream.next()).done).to.equal(false);
    expect(await failureOf(stream.next())).to.deep.include({ code: 'UNAVAILABLE', reason: 'BROKER_DOWN', details: { retryAfterMs: 500 } });
  });

  it('makes one trace of client and server', async () => {
    await using rpc = await startTestRpc([CatalogService], async () => create(ListCategoriesResponseSchema));
    await rpc.connect(CatalogService).listCategories({}, { caller });
    await rpc.telemetry.forceFlush();
    const [server, client] = rpc.spans.getFinishedSpans();
    expect(server?.spanContext().traceId).to.equal(client?.spanContext().traceId);
    expect(server?.parentSpanContext?.spanId).to.equal(client?.spanContext().spanId);
    expect(server?.attributes).to.include({ 'rpc.method': 'berth.catalog.v1.CatalogService/ListCategories', 'berth.tenant': caller.tenantId });
    expect(await rpc.telemetry.metrics()).to.match(/rpc_server_call_duration_seconds_count\{.*ListCategories.*\} 1/);
  });

  it('tries UNAVAILABLE again where a repeat does no harm, with the same request id', async () => {
    const ids: string[] = [];
    await using rpc = await startTestRpc([BookingService], ({ requestId }) => {
      ids.push(requestId);
      return Promise.reject(unavailable('DATABASE_DOWN', 'Try again.'));
    });
    const client = rpc.connect(BookingService);
    expect(await failureOf(client.cancelBooking({ id: BOOKING_ID }, { caller }))).to.include({ reason: 'DATABASE_DOWN' });
    expect(ids).to.have.length(3);
    expect(new Set(ids)).to.have.property('size', 1);
  });

  it('lets running calls finish when it stops, and ends those that do not', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const rpc = await startTestRpc([CatalogService], async () => {
      started.resolve();
      await gate.promise;
      return create(ListCategoriesResponseSchema);
    });
    const client = rpc.connect(CatalogService);
    const running = client.listCategories({}, { caller });
    await started.promise;
    const stopping = rpc[Symbol.asyncDispose]();
    gate.resolve();
    await running;
    await stopping;
  });

  it('ends open streams at once when it stops, so that their clients resume elsewhere, while other calls finish', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    async function* watching({ signal }: ServerCall) {
      yield create(WatchBookingResponseSchema);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    const command = async () => {
      started.resolve();
      await gate.promise;
      return create(ListCategoriesResponseSchema);
    };
    // Long enough for the spec to fail when the stop waits for it.
    const rpc = await startTestRpc([CatalogService, BookingService], (call) => (call.method.methodKind === 'unary' ? command() : watching(call)), { drainMs: 60_000 });
    const stream = rpc.connect(BookingService).watchBooking({ bookingId: BOOKING_ID }, { caller });
    await stream.next();
    const running = rpc.connect(CatalogService).listCategories({}, { caller });
    await started.promise;
    const ended = failureOf(stream.next());
    const stopping = rpc[Symbol.asyncDispose]();
    expect(await ended).to.deep.include({ code: 'UNAVAILABLE', reason: 'SHUTTING_DOWN' });
    gate.resolve();
    await running;
    await stopping;
  });
});
