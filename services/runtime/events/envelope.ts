/** Envelopes as CloudEvents headers of a NATS message (binary mode), and back: reading what was written gives the same envelope. */
import { isTypeIdOf, toTypeId } from '../ids.ts';
import { boundedMap } from '../rpc/bounded-map.ts';
import type { Envelope } from './types.ts';

/** An envelope with what only the broker needs. */
export interface OutgoingEnvelope extends Envelope {
  /** The key's TypeID, such as `bkg_…`. */
  readonly subject: string;
  /** Full name of the payload's Protobuf message. */
  readonly schema: string;
}

/** An envelope that was read from a message. */
export interface IncomingEnvelope extends Envelope {
  readonly schema: string;
}

/** Headers by their exact names; each occurs once. */
export type EventHeaders = Readonly<Record<string, string>>;

/** A message that is no event of ours: trying it again cannot help. */
export class MalformedEvent extends Error {
  constructor(problem: string) {
    super(`malformed event: ${problem}`);
    this.name = 'MalformedEvent';
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const VERSION = /^[1-9][0-9]{0,18}$/;
const ANYTHING = /^/;

/** The headers of an event, complete for publishing: JetStream drops a second message with the same `Nats-Msg-Id`. */
export const cloudEventHeaders = (event: OutgoingEnvelope): Record<string, string> => ({
  'Nats-Msg-Id': event.id,
  'ce-specversion': '1.0',
  'ce-id': event.id,
  'ce-source': event.source,
  'ce-type': event.type,
  'ce-subject': event.subject,
  'ce-time': event.time.toISOString(),
  'ce-datacontenttype': 'application/protobuf',
  'ce-dataschema': event.schema,
  'ce-tenantid': event.tenantId,
  'ce-key': event.key,
  'ce-keyversion': event.keyVersion.toString(),
  'ce-actor': escapeText(event.actor),
  traceparent: event.traceparent,
});

/** Where an event is published: `berth.<service>.<event>.<tenant>.<key>`, the event's dots as dashes, both ids as TypeIDs. */
export const subjectOf = (event: { service: string; type: string; tenantId: string; key: string }): string =>
  ['berth', event.service, event.type.replaceAll('.', '-'), tenantToken(event.tenantId), event.key].join('.');

/** Tenants whose TypeID is kept: every event needs one, and those of few tenants come at a time. */
const MAX_TENANTS = 1_000;
const tenantTokens = boundedMap<string, string>(MAX_TENANTS);

function tenantToken(tenantId: string): string {
  const known = tenantTokens.get(tenantId);
  if (known !== undefined) return known;
  const token = toTypeId('tnt', tenantId);
  tenantTokens.set(tenantId, token);
  return token;
}

/** Where all events of a type are published. */
export const subjectsOf = (service: string, type: string): string => `berth.${service}.${type.replaceAll('.', '-')}.>`;

/** Reads an envelope. Throws `MalformedEvent` when a header is missing or wrong, or when headers and subject disagree. */
export function readEnvelope(headers: EventHeaders, subject: string): IncomingEnvelope {
  const take = (name: string, pattern: RegExp): string => {
    const value = headers[name];
    if (value === undefined) throw new MalformedEvent(`header ${name} is missing`);
    if (!pattern.test(value)) throw new MalformedEvent(`header ${name} is wrong`);
    return value;
  };
  take('ce-specversion', /^1\.0$/);
  take('ce-datacontenttype', /^application\/protobuf$/);
  const envelope = {
    id: take('ce-id', UUID),
    type: take('ce-type', NAME),
    source: take('ce-source', NAME),
    tenantId: take('ce-tenantid', UUID),
    key: take('ce-key', UUID),
    keyVersion: BigInt(take('ce-keyversion', VERSION)),
    time: readTime(take('ce-time', ANYTHING)),
    actor: unescapeText(take('ce-actor', ANYTHING)),
    traceparent: take('traceparent', ANYTHING),
    schema: take('ce-dataschema', NAME_OF_SCHEMA),
  };
  const key = take('ce-subject', ANYTHING);
  if (!isTypeIdOf(key, envelope.key)) throw new MalformedEvent('ce-subject is not the TypeID of ce-key');
  // The subject is what permissions are granted on: an envelope may not speak for another tenant than its subject.
  const expected = subjectOf({ service: envelope.source, type: envelope.type, tenantId: envelope.tenantId, key });
  if (subject !== expected) throw new MalformedEvent(`subject ${subject} does not match the headers`);
  return envelope;
}

const NAME_OF_SCHEMA = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new MalformedEvent('header ce-time is no instant');
  return time;
}

/** Percent-encoding of CloudEvents' header bindings: everything but printable ASCII, and space, quote and percent. */
const escapeText = (text: string): string => text.toWellFormed().replace(/[^\x21\x23\x24\x26-\x7e]+/gu, encodeURIComponent);

function unescapeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new MalformedEvent('header ce-actor is badly encoded');
  }
}
