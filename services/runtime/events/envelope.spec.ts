import { expect } from 'chai';
import fc from 'fast-check';
import { toTypeId } from '../ids.ts';
import { cloudEventHeaders, MalformedEvent, readEnvelope, subjectOf, type OutgoingEnvelope } from './envelope.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/);
const uuid = fc.uuid({ version: 7 });
const event: fc.Arbitrary<OutgoingEnvelope> = fc
  .record({
    id: uuid,
    type: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('.')),
    source: word,
    tenantId: uuid,
    key: uuid,
    keyVersion: fc.bigInt({ min: 1n, max: 2n ** 62n }),
    time: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
    actor: fc.string({ unit: 'binary', minLength: 1 }),
    traceparent: fc.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
    schema: fc.constantFrom('berth.booking.v1.BookingCreated', 'berth.payment.v1.PaymentAuthorized'),
  })
  .map((fields) => ({ ...fields, subject: toTypeId('bkg', fields.key) }));

const subjectFor = ({ source, type, tenantId, subject }: OutgoingEnvelope): string => subjectOf({ service: source, type, tenantId, key: subject });

const NAMES = ['ce-id', 'ce-type', 'ce-source', 'ce-tenantid', 'ce-key', 'ce-keyversion', 'ce-time', 'ce-actor', 'ce-subject', 'traceparent'];

describe('envelope', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(event, (written) => {
        const { subject, ...envelope } = written;
        expect(readEnvelope(cloudEventHeaders(written), subjectFor(written))).to.deep.equal({ ...envelope, actor: envelope.actor.toWellFormed() });
        expect(subject).to.match(/^bkg_/);
      }),
      { verbose: true },
    );
  });

  it('writes headers that a message can carry: printable ASCII, one line each', () => {
    fc.assert(
      fc.property(event, (written) => {
        for (const [name, value] of Object.entries(cloudEventHeaders(written))) {
          expect(name).to.match(/^[A-Za-z-]+$/);
          expect(value).to.match(/^[\x20-\x7e]+$/);
        }
      }),
    );
  });

  it('writes subjects of five tokens without wildcards', () => {
    fc.assert(
      fc.property(event, (written) => {
        expect(subjectFor(written)).to.match(/^berth(\.[^.*>\s]+){4}$/);
      }),
    );
  });

  it('refuses any header that is missing, and any subject but its own', () => {
    fc.assert(
      fc.property(event, event, fc.nat(), (written, other, index) => {
        const headers = cloudEventHeaders(written);
        const names = Object.keys(headers).filter((name) => name !== 'Nats-Msg-Id');
        const { [names[index % names.length] ?? '']: _dropped, ...rest } = headers;
        expect(() => readEnvelope(rest, subjectFor(written))).to.throw(MalformedEvent);
        if (subjectFor(other) !== subjectFor(written)) expect(() => readEnvelope(headers, subjectFor(other))).to.throw(MalformedEvent);
      }),
    );
  });

  it('refuses an event that speaks for another tenant or key than its subject', () => {
    fc.assert(
      fc.property(event, uuid, (written, foreign) => {
        fc.pre(foreign !== written.tenantId && foreign !== written.key);
        for (const field of ['tenantId', 'key'] as const) {
          const forged = cloudEventHeaders({ ...written, [field]: foreign });
          expect(() => readEnvelope(forged, subjectFor(written))).to.throw(MalformedEvent);
        }
      }),
    );
  });

  it('throws nothing but MalformedEvent, whatever the headers hold', () => {
    fc.assert(
      fc.property(event, fc.dictionary(fc.constantFrom(...NAMES), fc.string(), { minKeys: 1 }), fc.string(), (written, junk, subject) => {
        expect(() => readEnvelope({ ...cloudEventHeaders(written), ...junk }, subject)).to.throw(MalformedEvent);
      }),
    );
  });
});
