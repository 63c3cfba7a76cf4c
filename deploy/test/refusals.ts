/** Sends what should be refused, over Connect JSON and over gRPC, and reads what every refusal owes its caller. */
import { type DescMethod, type DescMethodUnary, fromJson, type JsonValue, type Message } from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { errorFromJsonBytes } from '@connectrpc/connect/protocol-connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { berthError } from '@berth/sdk';
import { expect } from 'chai';
import { loadServices } from '#runtime/rpc/contract.ts';

const methods = new Map((await loadServices()).flatMap((service) => service.methods.map((method) => [`${service.name}/${method.name}`, method])));

/** All RPCs of the contract, by `Service/Method`. */
export const contract: ReadonlyMap<string, DescMethod> = methods;

export function methodOf(rpc: string): DescMethodUnary {
  const method = methods.get(rpc);
  if (!method || !isUnary(method)) throw new TypeError(`${rpc} is no unary RPC of the contract`);
  return method;
}

const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === 'unary';

/** `/berth.booking.v1.BookingService/GetBooking` of `BookingService/GetBooking`. */
export const pathOf = ({ parent, name }: DescMethod): string => `/${parent.typeName}/${name}`;

/** Code, reason and bad fields, such as `INVALID_ARGUMENT INVALID_REQUEST id`. */
export function refusalIn(error: unknown): string {
  const { code, reason, message, violations } = berthError(error);
  expectNoInsides(message + violations.map(({ description }) => description).join(' '));
  return [code, reason, ...new Set(violations.map(({ field }) => field))].join(' ');
}

const INSIDES = [
  // A frame of a stack has a line and a column; a time of day has no third part.
  /\bat .+:\d+:\d+/, /node_modules/, /\.[jt]s\b/, /\bselect .+ from\b|\binsert into\b|\bupdate .+ set\b|\bdelete from\b/i, /postgres/i, /relation "/, /syntax error/,
  /violates/, /ECONN/, /127\.0\.0\.1/, /\[object /, /\bundefined\b/, /\bNaN\b/,
];

/** Fails when a text tells of files, stacks, statements or addresses of ours. */
export function expectNoInsides(text: string): void {
  for (const inside of INSIDES) expect(text).not.to.match(inside);
}

export interface Posted {
  readonly status: number;
  readonly text: string;
  /** As `refusalIn`; `OK` when it was none. */
  readonly refusal: string;
}

/** One POST of exactly this body. */
export async function post(url: string, path: string, body: BodyInit, headers: Readonly<Record<string, string>> = {}): Promise<Posted> {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const bytes = await response.bytes();
  const text = Buffer.from(bytes).toString('utf8');
  expectNoInsides(text);
  const none = new ConnectError(`no Connect error: ${response.status} ${text.slice(0, 200)}`, Code.Unknown);
  const refusal = (): string => refusalIn(errorFromJsonBytes(bytes, undefined, none));
  return { status: response.status, text, refusal: response.ok ? 'OK' : refusal() };
}

/** The answer to one call over gRPC, as `Posted.refusal` gives it. */
export async function callGrpc(transport: Transport, rpc: string, request: JsonValue | Message, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const method = methodOf(rpc);
  const message = isMessage(request) ? request : fromJson(method.input, request);
  try {
    await transport.unary(method, undefined, undefined, headers, message);
    return 'OK';
  } catch (error) {
    return refusalIn(error);
  }
}

const isMessage = (value: JsonValue | Message): value is Message => typeof value === 'object' && value !== null && '$typeName' in value;

export const grpcTo = (url: string): Transport => createGrpcTransport({ baseUrl: url });
