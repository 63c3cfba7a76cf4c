import { create, type DescMethod } from '@bufbuild/protobuf';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect } from 'chai';
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { reader, type Actor } from '../actor/actor.ts';
import type { Mailbox } from '../actor/mailbox.ts';
import { Failure, reject } from '../errors.ts';
import { newId } from '../ids.ts';
import type { ServerCall } from './call.ts';
import { bodyKeyOf, createHandlers, type HandlerOptions } from './handlers.ts';

const nowhere = (): never => {
  throw new Error('nothing is called');
};
const mailbox: Mailbox = { submit: nowhere, idle: nowhere, [Symbol.asyncDispose]: nowhere };
const database: HandlerOptions['database'] = { read: nowhere, readOne: nowhere, write: nowhere, entityManager: nowhere, relay: { run: nowhere, transaction: nowhere, connect: nowhere }, [Symbol.asyncDispose]: nowhere };
const changes: HandlerOptions['changes'] = { notify: nowhere, watch: nowhere, listen: nowhere, [Symbol.dispose]: nowhere };

const state: Actor['state'] = { stores: {}, compose: nowhere, decompose: nowhere };
const importing: Actor = {
  name: 'people',
  service: UserService,
  state,
  behaviour: { initial: undefined, evolve: nowhere },
  commands: { importUsers: { route: nowhere, turn: nowhere }, updateMe: { route: nowhere, turn: nowhere } },
};
const getMe = reader({ service: UserService, queries: { getMe: nowhere } });
const handlersOf = (actors: readonly Actor[], readers: HandlerOptions['readers']) => createHandlers({ actors, readers, mailbox, database, changes, bodyKey: bodyKeyOf('secret') });

const callOf = (method: DescMethod): ServerCall => ({
  method,
  request: create(method.input),
  caller: { tenantId: newId(), subject: newId(), roles: ['user'] },
  requestId: newId(),
  deadline: new Date(Date.now() + 10_000),
  signal: new AbortController().signal,
  context: ROOT_CONTEXT,
});

describe('handlers of RPCs', () => {
  it('are complete when each method has one', () => {
    const { services, handlers } = handlersOf([importing], [getMe]);
    expect(services).to.deep.equal([UserService]);
    expect([...handlers.keys()]).to.have.members(UserService.methods.map(({ name }) => `berth.user.v1.UserService/${name}`));
  });

  it('stop watching for a stream that ends by itself, in whatever way', async () => {
    const signals: AbortSignal[] = [];
    const watched = { ...changes, watch: (_: string, signal: AbortSignal) => (signals.push(signal), { changed: async () => undefined }) };
    const watchBooking = async function* () {
      yield {};
      throw new Failure(reject('GONE', 'It is gone.'));
    };
    // Whatever else the service has.
    const others = BookingService.methods.filter(({ methodKind }) => methodKind === 'unary');
    const commands = Object.fromEntries(others.map(({ localName }) => [localName, { route: nowhere, turn: nowhere }]));
    const booking: Actor = { ...importing, name: 'booking', service: BookingService, commands };
    const readers = [reader({ service: BookingService, streams: { watchBooking } })];
    const { handlers } = createHandlers({ actors: [booking], readers, mailbox, database, changes: watched, bodyKey: bodyKeyOf('secret') });
    const replies = handlers.get('berth.booking.v1.BookingService/WatchBooking')?.(callOf(BookingService.method.watchBooking));
    if (!replies || !(Symbol.asyncIterator in replies)) throw new TypeError('no stream');
    const reasons: string[] = [];
    try {
      for await (const _ of replies) expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false]);
    } catch (error) {
      reasons.push(error instanceof Failure ? error.reason : String(error));
    }
    expect(reasons).to.deep.equal(['GONE']);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
  });

  it('say of a read that found no database that it may succeed later', async () => {
    const lost = async (): Promise<never> => Promise.reject(new Error('Connection terminated unexpectedly'));
    const { handlers } = handlersOf([importing], [reader({ service: UserService, queries: { getMe: lost } })]);
    const reading = Promise.resolve(handlers.get('berth.user.v1.UserService/GetMe')?.(callOf(UserService.method.getMe)));
    expect(await reading.then(() => undefined, (error: unknown) => error)).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
  });

  it('prepare a command once more, with other values, when one that it chose was taken', async () => {
    let attempts = 0;
    const taken = ['CODE_TAKEN', 'CODE_TAKEN'];
    const command = { anew: ['CODE_TAKEN'], route: () => ((attempts += 1), []), turn: nowhere };
    const submit = async () => {
      const reason = taken.pop();
      if (reason !== undefined) throw new Failure(reject(reason, 'It is taken.', { code: 'ABORTED' }));
      return { reply: new Uint8Array(), replayed: false };
    };
    const { handlers } = createHandlers({
      actors: [{ ...importing, commands: { ...importing.commands, importUsers: command } }], readers: [getMe], mailbox: { ...mailbox, submit }, database, changes, bodyKey: bodyKeyOf('secret'),
    });
    const run = async () => Promise.resolve(handlers.get('berth.user.v1.UserService/ImportUsers')?.(callOf(UserService.method.importUsers)));
    expect(await run().then(() => undefined, (error: unknown) => error)).to.be.instanceOf(Failure).with.property('reason', 'CODE_TAKEN');
    taken.push('CODE_TAKEN');
    expect(await run()).to.deep.equal(new Uint8Array());
    expect(attempts).to.equal(4);
  });

  it('name every method without one', () => {
    expect(() => handlersOf([], [getMe])).to.throw(TypeError, 'berth.user.v1.UserService/ImportUsers has no handler');
  });

  it('name every method with two, and every handler without a method', () => {
    expect(() => handlersOf([importing], [getMe, getMe])).to.throw(TypeError, 'berth.user.v1.UserService/GetMe has two handlers');
    const lost: Actor = { ...importing, commands: { importPeople: { route: nowhere, turn: nowhere } } };
    expect(() => handlersOf([lost], [getMe])).to.throw(TypeError, 'berth.user.v1.UserService has no method importPeople');
  });
});
