import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { connect, headers, type NatsConnection } from 'nats';
import { parse } from '#runtime/events/delivery.ts';
import { cloudEventHeaders, MalformedEvent, type OutgoingEnvelope, subjectOf } from '#runtime/events/envelope.ts';
import { natsSettings } from '#runtime/events/nats-settings.ts';
import { permissionsOf, type BrokerUser } from '#runtime/events/permissions.ts';
import { managerOf, streamOf } from '#runtime/events/streams.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import type { Nats } from '../dev/nats.ts';
import { temporarySecrets } from '../dev/secrets.ts';
import { ENTRIES } from '../dev/services.ts';
import { openQuotaBucket } from '../../gateway/quota/shared-store.ts';
import { createNatsObjectStore } from '#runtime/objects/nats-object-store.ts';
import { RECEIPT_BUCKET } from '../../services/receipt/bucket.ts';
import { OPERATOR } from './authorization.ts';
import { startBroker, userUrl } from './broker.ts';
import { brokerUsers } from './users.ts';

const PARTS = ENTRIES.map(({ name }) => name);
const STREAM = streamOf('booking');
/** Nobody but the operator may do these, not even about what is theirs. */
const MANAGEMENT = [
  '$JS.API.INFO', '$JS.API.STREAM.LIST', `$JS.API.STREAM.CREATE.${STREAM}`, `$JS.API.STREAM.UPDATE.${STREAM}`, `$JS.API.STREAM.DELETE.${STREAM}`, `$JS.API.STREAM.PURGE.${STREAM}`,
  `$JS.API.STREAM.MSG.DELETE.${STREAM}`, '$JS.API.STREAM.CREATE.MINE', `$JS.API.STREAM.SNAPSHOT.${STREAM}`, `$JS.API.CONSUMER.LIST.${STREAM}`, `$JS.API.CONSUMER.CREATE.${STREAM}`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${STREAM}.mine`, `$JS.API.CONSUMER.CREATE.${STREAM}.mine`, `$JS.API.CONSUMER.DELETE.${STREAM}.payment`, `$JS.API.DIRECT.GET.${STREAM}`, '$SYS.REQ.SERVER.PING',
];
const TOO_MUCH = ['>', 'berth.>', '_INBOX.>', '*.>', '$JS.>', '$KV.>', 'changed.>'];

describe('users of the broker', function () {
  this.timeout(60_000);
  const secrets = temporarySecrets();
  const stack = new AsyncDisposableStack();
  let dir: string;
  let nats: Nats;
  let users: readonly BrokerUser[];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-broker-'));
    stack.defer(() => rm(dir, { recursive: true, force: true }));
    users = await brokerUsers(PARTS);
    nats = stack.use(await startBroker({ dir, port: 0, parts: PARTS, secrets }));
  });
  after(() => stack.disposeAsync());

  const as = async (name: string): Promise<NatsConnection> => {
    const connection = await connect(natsSettings({ url: userUrl(nats.url, name, secrets), name }));
    stack.defer(() => connection.close());
    return connection;
  };

  it('are all that get in, and their passwords are for the owner of the server alone', async () => {
    const refused = (settings: object): Promise<unknown> => connect({ servers: nats.url, reconnect: false, ...settings }).then(() => 'let in', String);
    expect(await refused({})).to.match(/Authorization Violation/i);
    expect(await refused({ user: 'booking', pass: 'guess' })).to.match(/Authorization Violation/i);
    expect((await stat(join(dir, 'nats.conf'))).mode & 0o077).to.equal(0);
  });

  for (const name of PARTS) {
    it(`${name} is denied all that others may, and all that nobody should`, async () => {
      const denials = await denialsOf(await as(name));
      const all = new Map(users.map((user) => [user.name, permissionsOf(user)]));
      const own = all.get(name);
      const others = [...all.values()];
      const publishing = [...others.flatMap(({ publish }) => publish), ...MANAGEMENT].filter((subject) => !own?.publish.includes(subject)).map(concrete);
      const listening = [...others.flatMap(({ subscribe }) => subscribe), ...TOO_MUCH].filter((subject) => !own?.subscribe.some((allowed) => covers(allowed, subject)));
      expect(await denials.publishing(publishing)).to.have.members([...new Set(publishing)]);
      expect(await denials.listening(listening)).to.have.members([...new Set(listening)]);
    });

    it(`${name} may do what it needs`, async () => {
      const connection = await as(name);
      const denials = await denialsOf(connection);
      const { publish, subscribe } = permissionsOf(users.find((user) => user.name === name) ?? expect.fail());
      // Nothing that takes something away or in.
      const harmless = publish.map(concrete).filter((subject) => !/PURGE|DELETE|^\$(KV|O)\.|^berth\./.test(subject));
      expect(await denials.publishing(harmless)).to.deep.equal([]);
      expect(await denials.listening(subscribe)).to.deep.equal([]);
    });
  }

  it('send and take events through streams and consumers that they did not make', async () => {
    const [booking, payment] = await Promise.all([as('booking'), as('payment')]);
    const { stream } = await booking.jetstream().publish('berth.booking.created.t.k', 'an event');
    expect(stream).to.equal(STREAM);
    const taken = await (await payment.jetstream().consumers.get(STREAM, 'payment')).next();
    expect(taken?.string()).to.equal('an event');
    expect(await taken?.ackAck()).to.equal(true);
  });

  it('neither take away what is another\'s nor write events there by asking for answers there, whose subjects the server does not check', async () => {
    const [booking, user, manager] = [await as('booking'), await as('user'), await managerOf(await as(OPERATOR))];
    const theirs = streamOf('user');
    await user.jetstream().publish(subjectOf({ ...OF_USER, service: 'user', key: OF_USER.subject }), 'an event');
    // To have forged events delivered there, too: they lie among booking's own.
    const forged = headers();
    for (const [name, value] of Object.entries(cloudEventHeaders(OF_USER))) forged.set(name, value);
    const tell = () => booking.jetstream().publish('berth.booking.created.t.k', '', { headers: forged, msgID: newId() });
    const askFor = async (reply: string): Promise<void> => {
      await tell();
      booking.publish('berth.booking.created.t.k', 'its acknowledgement names a number', { reply });
      booking.publish(`$JS.API.STREAM.INFO.${STREAM}`, '', { reply });
      booking.publish(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.booking`, '{"batch":1,"no_wait":true}', { reply });
      // The server answers in turn: once it has answered these, it has answered those.
      await tell();
      await (await booking.jetstream().consumers.get(STREAM, 'booking')).next();
    };

    for (const reply of [`$JS.API.STREAM.PURGE.${theirs}`, `$JS.API.STREAM.MSG.DELETE.${theirs}`, `$JS.API.STREAM.DELETE.${theirs}`]) await askFor(reply);
    const { state } = await manager.streams.info(theirs);
    expect(state).to.include({ messages: 1, first_seq: 1 });

    await askFor(subjectOf({ ...OF_USER, service: 'user', key: OF_USER.subject }));
    const { state: { last_seq } } = await manager.streams.info(theirs);
    expect(last_seq).to.equal(4, 'the server keeps such answers');
    for (let seq = 2; seq <= last_seq; seq += 1) {
      const { subject, header, data } = await manager.streams.getMessage(theirs, { seq });
      const named = Object.fromEntries([...header].map(([name, values]) => [name, values.join()]));
      expect(parse({ subject, headers: named, payload: data, place: `${seq}` }), subject).to.be.instanceOf(MalformedEvent);
    }
  });

  it('can take away a stream of another with an answer that has no body, which the server takes for a request: it is made again, with its consumers', async () => {
    const [booking, manager] = [await as('booking'), await managerOf(await as(OPERATOR))];
    const theirs = streamOf('user');
    const madeNow = async (): Promise<string> => String((await manager.streams.info(theirs).catch(() => undefined))?.created);
    const consumers = async (): Promise<string[]> => (await manager.consumers.list(theirs).next().catch(() => [])).map(({ name }) => name).toSorted();
    const [made, before] = [await madeNow(), await consumers()];
    // It cannot be read: the answer is a header alone.
    booking.publish(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.booking`, '{', { reply: `$JS.API.STREAM.DELETE.${theirs}` });
    for (let now = made; now === made || now === 'undefined'; ) now = await madeNow();
    for (let now: string[] = []; now.length < before.length; ) now = await consumers();
    expect(await consumers()).to.deep.equal(before);
  });

  it('keep what they keep in buckets that they did not make', async () => {
    const quotas = await openQuotaBucket(await as('gateway'));
    const revision = await quotas.put('read.address.x', '1', { previousSeq: 0 });
    await quotas.put('read.address.x', '2', { previousSeq: revision });
    expect((await quotas.get('read.address.x'))?.string()).to.equal('2');
    const receipt = await as('receipt');
    const store = createNatsObjectStore({ connection: () => Promise.resolve(receipt), bucket: RECEIPT_BUCKET });
    const soon = AbortSignal.timeout(10_000);
    // The second takes the first one's place.
    for (const text of ['a receipt', 'another']) await store.put('receipt', { bytes: Buffer.from(text), contentType: 'text/plain' }, soon);
    expect(Buffer.from((await store.get('receipt', soon)) ?? []).toString()).to.equal('another');
  });

  it('find a deleted stream with its consumers made again', async () => {
    const manager = await managerOf(await as(OPERATOR));
    const consumers = async (): Promise<string[]> => (await manager.consumers.list(STREAM).next()).map(({ name }) => name).toSorted();
    const before = await consumers();
    expect(before).to.include.members(['payment', 'receipt']);
    await manager.streams.delete(STREAM);
    for (;;) {
      const now = await consumers().catch(() => []);
      if (now.length === before.length) break;
    }
    expect(await consumers()).to.deep.equal(before);
  });
});

/** An event that nobody but the user service tells. */
const OF_USER: OutgoingEnvelope = (() => {
  const key = newId();
  return {
    id: newId(), type: 'user.activity', source: 'user', tenantId: newId(), key, keyVersion: 1n, time: new Date(), actor: 'anonymous', traceparent: '',
    subject: toTypeId('idn', key), schema: 'berth.user.v1.AccountActivity',
  };
})();

/** Whether who may hear `allowed` may hear `subject`. */
const covers = (allowed: string, subject: string): boolean => allowed === subject || (allowed.endsWith('.>') && subject.startsWith(allowed.slice(0, -1)));
const concrete = (subject: string): string => subject.replaceAll('>', 'x').replaceAll('*', 'x');

/** Tries subjects, and gives those that the server denied. */
async function denialsOf(connection: NatsConnection) {
  const denied: string[] = [];
  void (async () => {
    for await (const { permissionContext } of connection.status()) if (permissionContext) denied.push(permissionContext.subject);
  })();
  const told = async (): Promise<string[]> => {
    await connection.flush();
    await turn();
    return denied.splice(0);
  };
  return {
    async publishing(subjects: readonly string[]) {
      for (const subject of subjects) connection.publish(subject, '');
      return [...new Set(await told())];
    },
    async listening(subjects: readonly string[]) {
      for (const subject of subjects) connection.subscribe(subject, { callback: () => undefined });
      return [...new Set(await told())];
    },
  };
}
