/** What a request gets at the edge before it is forwarded: its idempotency key and what only the edge can see of the buyer. */
import { create, type DescMessage, type Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { AttributionSchema } from '#proto/berth/type/v1/attribution_pb.ts';
import { ClientOriginSchema } from '#proto/berth/type/v1/client_origin_pb.ts';
import { invalidField } from '#runtime/errors.ts';
import { newId } from '#runtime/ids.ts';
import { checkRequestId } from '#runtime/rpc/interceptors/request-id.ts';

/** What the edge knows of a request. */
export interface EdgeFacts {
  readonly idempotencyKey: string | undefined;
  readonly userAgent: string;
  readonly clientAddress: string;
}

/** Fills the request in place and gives the id under which the call is repeatable. */
export function enrich(schema: DescMessage, request: Message, facts: EdgeFacts): string {
  const message = reflect(schema, request);
  fillAttribution(message, facts);
  fillOrigin(message, facts);
  const requestId = fillRequestId(message, facts.idempotencyKey);
  // It travels as metadata, which takes ASCII only: what a service would refuse could not even be sent to it.
  checkRequestId(requestId);
  return requestId;
}

function fillRequestId(message: ReflectMessage, idempotencyKey: string | undefined): string {
  const field = message.fields.find(({ name }) => name === 'request_id');
  if (field?.fieldKind !== 'scalar') return idempotencyKey ?? newId();
  const sent = String(message.get(field));
  if (sent !== '' && idempotencyKey !== undefined && sent !== idempotencyKey) {
    throw invalidField('request_id', 'must equal the Idempotency-Key header when both are sent');
  }
  const requestId = sent || (idempotencyKey ?? newId());
  message.set(field, requestId);
  return requestId;
}

/** Browser and address are personal data: they are added only for a buyer who agreed to measurement, and never believed from outside. */
function fillAttribution(message: ReflectMessage, { userAgent, clientAddress }: EdgeFacts): void {
  const field = message.fields.find(({ message: type }) => type?.typeName === AttributionSchema.typeName);
  if (field?.fieldKind !== 'message' || !message.isSet(field)) return;
  const attribution = message.get(field);
  const consent = attribution.get(AttributionSchema.field.marketingConsent) === true;
  attribution.set(AttributionSchema.field.userAgent, consent ? userAgent.slice(0, 1000) : '');
  attribution.set(AttributionSchema.field.ipAddress, consent ? clientAddress.slice(0, 64) : '');
}

/** Requests about accounts always say where they come from, so that people see who is signed in as them; never believed from outside. */
function fillOrigin(message: ReflectMessage, { userAgent, clientAddress }: EdgeFacts): void {
  const field = message.fields.find(({ message: type }) => type?.typeName === ClientOriginSchema.typeName);
  if (field?.fieldKind !== 'message') return;
  const origin = create(ClientOriginSchema, { ipAddress: clientAddress.slice(0, 64), userAgent: userAgent.slice(0, 400) });
  message.set(field, reflect(ClientOriginSchema, origin));
}
