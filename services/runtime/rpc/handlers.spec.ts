import { expect } from 'chai';
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { reader, type Actor } from '../actor/actor.ts';
import type { Mailbox } from '../actor/mailbox.ts';
import { bodyKeyOf, createHandlers, type HandlerOptions } from './handlers.ts';

const nowhere = (): never => {
  throw new Error('nothing is called');
};
const mailbox: Mailbox = { submit: nowhere, idle: nowhere, [Symbol.asyncDispose]: nowhere };
const database: HandlerOptions['database'] = { read: nowhere, write: nowhere, entityManager: nowhere, relay: { run: nowhere, transaction: nowhere, connect: nowhere }, [Symbol.asyncDispose]: nowhere };
const changes: HandlerOptions['changes'] = { notify: nowhere, watch: nowhere, [Symbol.dispose]: nowhere };

const state: Actor['state'] = { stores: {}, compose: nowhere, decompose: nowhere };
const importing: Actor = {
  name: 'people',
  service: UserService,
  state,
  behaviour: { initial: undefined, evolve: nowhere },
  commands: { importUsers: { route: nowhere, turn: nowhere } },
};
const getMe = reader({ service: UserService, queries: { getMe: nowhere } });
const handlersOf = (actors: readonly Actor[], readers: HandlerOptions['readers']) => createHandlers({ actors, readers, mailbox, database, changes, bodyKey: bodyKeyOf('secret') });

describe('handlers of RPCs', () => {
  it('are complete when each method has one', () => {
    const { services, handlers } = handlersOf([importing], [getMe]);
    expect(services).to.deep.equal([UserService]);
    expect([...handlers.keys()]).to.have.members(['berth.user.v1.UserService/ImportUsers', 'berth.user.v1.UserService/GetMe']);
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
