/** A `Failure` survives the wire: code, reason, message, bad fields and retry delay arrive as they left, but what is too long is cut. */
import { create, type DescMessage, fromBinary, type MessageInitShape, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack, anyUnpack, durationFromMs, durationMs } from '@bufbuild/protobuf/wkt';
import { Metadata, type StatusObject } from '@grpc/grpc-js';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '#proto/google/rpc/error_details_pb.ts';
import { type Status, StatusSchema } from '#proto/google/rpc/status_pb.ts';
import { Failure, type FailureDetails } from '../errors.ts';
import { fromNumber, toNumber } from './codes.ts';

/** `ErrorInfo.domain` of every reason that Berth raises. */
export const ERROR_DOMAIN = 'berth';

/** Trailing metadata that carries `google.rpc.Status`, as gRPC libraries of all languages expect it. */
const DETAILS_KEY = 'grpc-status-details-bin';

/**
 * Characters of a failure. They travel in HTTP/2 trailers, and often repeat what a caller wrote: trailers that are too large break
 * the connection, and with it everybody else's calls. In the worst case a character takes nine bytes there, and all of it 57 KB of 64.
 */
const ROOM = { message: 2_000, metadata: 2_500, violations: 5_000 };
/** What each entry takes besides its texts. */
const ENTRY = 8;

const pack = <D extends DescMessage>(schema: D, init: MessageInitShape<D>): Any => anyPack(schema, create(schema, init));

/** `google.rpc.Status` of a failure, with ErrorInfo and, where there are any, BadRequest and RetryInfo. */
export function statusMessageOf({ code, reason, message, details }: Failure): Status {
  const { metadata = {}, violations, retryAfterMs } = details;
  const entries = fitting(Object.entries(metadata), ROOM.metadata);
  const packed = [pack(ErrorInfoSchema, { reason, domain: ERROR_DOMAIN, metadata: Object.fromEntries(entries) })];
  const told = violations && fitting(violations.map(({ field, description }) => [field, description]), ROOM.violations);
  if (told) packed.push(pack(BadRequestSchema, { fieldViolations: told.map(([field, description]) => ({ field, description })) }));
  if (retryAfterMs !== undefined) packed.push(pack(RetryInfoSchema, { retryDelay: durationFromMs(retryAfterMs) }));
  return create(StatusSchema, { code: toNumber(code), message: shortened(message, ROOM.message), details: packed });
}

type Entry = readonly [name: string, text: string];

/** What there is room for, the first first; the last may be cut. */
function fitting(entries: readonly Entry[], room: number): Entry[] {
  const told: Entry[] = [];
  let left = room;
  for (const [name, text] of entries) {
    left -= name.length + ENTRY;
    if (left <= 0) break;
    told.push([name, shortened(text, left)]);
    left -= text.length;
  }
  return told;
}

/** Half a character is none. */
const shortened = (text: string, longest: number): string => (text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`);

/** What a server ends a call with. The failure's cause is not in it. */
export function toStatus(failure: Failure): StatusObject {
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, Buffer.from(toBinary(StatusSchema, statusMessageOf(failure))));
  return { code: toNumber(failure.code), details: shortened(failure.message, ROOM.message), metadata };
}

/** The failure that a status stands for; without details the reason is the code's name. */
export function fromStatus(status: Pick<StatusObject, 'code' | 'details'> & { readonly metadata?: Metadata | undefined }): Failure {
  const code = fromNumber(status.code);
  const sent = readDetails(status.metadata?.get(DETAILS_KEY)[0]);
  const info = find(sent, ErrorInfoSchema);
  return new Failure({
    code,
    reason: info?.reason || code,
    message: sent?.message || status.details || code,
    ...detailsOf(sent, info?.metadata ?? {}),
  });
}

function detailsOf(sent: Status | undefined, metadata: Readonly<Record<string, string>>): FailureDetails {
  const violations = find(sent, BadRequestSchema)?.fieldViolations.map(({ field, description }) => ({ field, description }));
  const retryDelay = find(sent, RetryInfoSchema)?.retryDelay;
  return {
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(violations && { violations }),
    ...(retryDelay && { retryAfterMs: durationMs(retryDelay) }),
  };
}

function find<D extends DescMessage>(sent: Status | undefined, schema: D): MessageShape<D> | undefined {
  const packed = sent?.details.find((detail) => detail.typeUrl.endsWith(`/${schema.typeName}`));
  return packed && anyUnpack(packed, schema);
}

/** Details are a courtesy of the peer: when they cannot be read, code and text still tell what happened. */
function readDetails(value: string | Buffer | undefined): Status | undefined {
  if (!(value instanceof Buffer)) return undefined;
  try {
    return fromBinary(StatusSchema, value);
  } catch {
    return undefined;
  }
}
