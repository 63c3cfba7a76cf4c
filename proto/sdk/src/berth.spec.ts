import { type ConnectRouter, Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { expect } from 'chai';
import { BookingService } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { CatalogService } from '../../gen/berth/catalog/v1/catalog_service_pb.ts';
import { AuthService } from '../../gen/berth/user/v1/user_service_pb.ts';
import { type Berth, assembleBerth } from './berth.ts';
import type { CallReport } from './observe.ts';
import type { BerthOptions } from './options.ts';
import { traceIdOf } from './trace.ts';

const retry = { attempts: 3, baseMs: 1, maxMs: 2 };

function berthOver(routes: (router: ConnectRouter) => void, options: Partial<BerthOptions> = {}): Berth {
  return assembleBerth(
    {
      baseUrl: 'http://berth.test/',
      retry,
      transport: ({ interceptors }) => createRouterTransport(routes, { transport: { interceptors } }),
      ...options,
    },
    { transport: () => expect.fail('the option comes first'), lock: (_name, work) => work() },
  );
}

const session = (accessToken: string, refreshToken: string) => ({
  session: { accessToken, refreshToken, accessExpireTime: { seconds: BigInt(Math.floor(Date.now() / 1000) + 600) } },
});

describe('a call of the SDK', () => {
  it('names the tenant, the token and a trace', async () => {
    let seen = new Headers();
    const berth = berthOver(
      (router) =>
        router.rpc(CatalogService.method.listCategories, (_request, context) => {
          seen = context.requestHeader;
          return {};
        }),
      { tenant: 'harbour', accessToken: 'token' },
    );
    await berth.catalog.listCategories({});
    expect(seen.get('berth-tenant')).to.equal('harbour');
    expect(seen.get('authorization')).to.equal('Bearer token');
    expect(traceIdOf(seen.get('traceparent') ?? '')).to.match(/^[0-9a-f]{32}$/);
  });

  it('carries an API key, which is not renewed and nothing else besides', async () => {
    let seen: (string | null)[] = [];
    const berth = berthOver(
      (router) =>
        router.rpc(CatalogService.method.listCategories, (_request, context) => {
          seen = [...seen, context.requestHeader.get('authorization'), context.requestHeader.get('berth-tenant')];
          throw new ConnectError('revoked', Code.Unauthenticated);
        }),
      { apiKey: 'berth_key_1' },
    );
    await berth.catalog.listCategories({}).catch(() => undefined);
    expect(seen).to.deep.equal(['Bearer berth_key_1', null]);
    expect(() => berthOver(() => undefined, { apiKey: 'berth_key_1', accessToken: 'token' })).to.throw('give one of');
  });

  it('repeats after UNAVAILABLE with the same idempotency key, and reports once', async () => {
    const keys: string[] = [];
    const reports: CallReport[] = [];
    const berth = berthOver(
      (router) =>
        router.rpc(BookingService.method.cancelBooking, ({ requestId }) => {
          keys.push(requestId);
          if (keys.length < 3) throw new ConnectError('starting', Code.Unavailable);
          return {};
        }),
      { onCall: (report) => reports.push(report) },
    );
    await berth.bookings.cancelBooking({ id: 'bkg_1' });
    expect(keys).to.have.lengthOf(3);
    expect(new Set(keys)).to.have.property('size', 1);
    expect(keys[0]).to.match(/^[0-9a-f]{32}$/);
    expect(reports).to.have.lengthOf(1);
    expect(reports[0]).to.include({ method: 'berth.booking.v1.BookingService/CancelBooking' }).and.not.have.property('error');
  });

  for (const code of [Code.Aborted, Code.FailedPrecondition, Code.Internal, Code.ResourceExhausted, Code.DeadlineExceeded]) {
    it(`does not repeat after ${Code[code]}`, async () => {
      let calls = 0;
      const berth = berthOver((router) =>
        router.rpc(BookingService.method.cancelBooking, () => {
          calls++;
          throw new ConnectError('no', code);
        }),
      );
      const thrown: unknown = await berth.bookings.cancelBooking({}).catch((error: unknown) => error);
      expect(ConnectError.from(thrown).code).to.equal(code);
      expect(calls).to.equal(1);
    });
  }

  it('gives up after the last attempt', async () => {
    let calls = 0;
    const berth = berthOver((router) =>
      router.rpc(BookingService.method.getBooking, () => {
        calls++;
        throw new ConnectError('down', Code.Unavailable);
      }),
    );
    await berth.bookings.getBooking({}).catch(() => undefined);
    expect(calls).to.equal(1 + retry.attempts);
  });
});

describe('a trace of the SDK', () => {
  it('holds all calls made within it', async () => {
    const seen: string[] = [];
    const berth = berthOver((router) =>
      router.rpc(CatalogService.method.listCategories, (_request, context) => {
        seen.push(context.requestHeader.get('traceparent') ?? '');
        return {};
      }),
    );
    const operation = berth.trace();
    await operation.catalog.listCategories({});
    await operation.catalog.listCategories({});
    await berth.catalog.listCategories({});
    expect(seen.slice(0, 2).map(traceIdOf)).to.deep.equal([operation.traceId, operation.traceId]);
    expect(traceIdOf(seen[2] ?? '')).to.not.equal(operation.traceId);
  });
});

describe('a session of the SDK', () => {
  const accepting = (good: string, log: string[]) => (router: ConnectRouter) => {
    router.service(AuthService, {
      signIn: () => session('first', 'refresh-1'),
      refreshSession({ refreshToken }, context) {
        log.push(`refresh ${refreshToken} ${context.requestHeader.get('authorization') ?? 'without token'}`);
        return session('second', 'refresh-2');
      },
      signOut({ refreshToken }) {
        log.push(`out ${refreshToken}`);
        return {};
      },
    });
    router.rpc(BookingService.method.listBookings, (_request, context) => {
      const token = context.requestHeader.get('authorization');
      log.push(`list ${token ?? 'without token'}`);
      if (token !== `Bearer ${good}`) throw new ConnectError('expired', Code.Unauthenticated);
      return {};
    });
  };

  it('renews a refused token once and repeats the call with the new one', async () => {
    const log: string[] = [];
    const berth = berthOver(accepting('second', log));
    await berth.signIn({ email: 'a@example.com', password: 'secret' });
    await berth.bookings.listBookings({});
    await berth.bookings.listBookings({});
    expect(log).to.deep.equal(['list Bearer first', 'refresh refresh-1 without token', 'list Bearer second', 'list Bearer second']);
  });

  it('does not go round in circles when the new token is refused too', async () => {
    const log: string[] = [];
    const berth = berthOver(accepting('none', log));
    await berth.signIn({ email: 'a@example.com', password: 'secret' });
    const thrown: unknown = await berth.bookings.listBookings({}).catch((error: unknown) => error);
    expect(ConnectError.from(thrown).code).to.equal(Code.Unauthenticated);
    expect(log).to.have.lengthOf(3);
  });

  it('ends on both sides', async () => {
    const log: string[] = [];
    const berth = berthOver(accepting('first', log));
    await berth.signIn({ email: 'a@example.com', password: 'secret' });
    await berth.signOut();
    expect(await berth.session()).to.equal(undefined);
    await berth.bookings.listBookings({}).catch(() => undefined);
    expect(log).to.deep.equal(['out refresh-1', 'list without token']);
  });
});
