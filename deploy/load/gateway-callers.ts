/** The load generator, a process of its own: 64 callers who each wait for an answer before they ask again. */
import { ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { connectTo } from '#runtime/rpc/client.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { openCaller, type Caller, type Prepared } from './gateway-calls.ts';

/** Calls of the service that does nothing, past the gateway and as services call each other. */
export interface Straight {
  readonly address: string;
  /** Private JWK of a service. */
  readonly signingKey: string;
  readonly subject: string;
  readonly callers: number;
}

/** What the bench sends: a slice to run. */
export interface Order {
  readonly ms: number;
  /** A caller for each request, at the gateway's port. */
  readonly through?: { readonly port: number; readonly prepared: readonly Prepared[] };
  readonly straight?: Straight;
}

/** What a slice gave. */
export interface Slice {
  /** Milliseconds of each call. */
  readonly latencies: readonly number[];
  readonly seconds: number;
  /** CPU seconds that this process took. */
  readonly cpu: number;
}

export type Answer = { readonly slice: Slice } | { readonly error: string };

const telemetry = createTelemetry({ serviceName: 'callers' });

function openStraight({ address, signingKey, subject, callers }: Straight): Caller[] {
  const client = connectTo(ReceiptService, { address, tokens: createTokenSigner(signingKey), telemetry });
  const caller = { tenantId: newId(), subject, roles: ['service'] } as const;
  const id = toTypeId('rcp', newId());
  const call = async (): Promise<void> => void (await client.getReceipt({ id }, { caller }));
  return Array.from({ length: callers }, () => ({ call, [Symbol.dispose]: () => client[Symbol.dispose]() }));
}

async function run({ through, straight, ms }: Order): Promise<Slice> {
  // New connections for each slice: the gateway closes those that say nothing for long.
  const callers = through ? await Promise.all(through.prepared.map((one) => openCaller(through.port, one))) : [];
  if (straight) callers.push(...openStraight(straight));
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const repeat = async ({ call }: Caller): Promise<void> => {
    for (let now = performance.now(); now - started < ms; ) {
      await call();
      const after = performance.now();
      latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(callers.map(repeat));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const caller of callers) caller[Symbol.dispose]();
  return { latencies, seconds, cpu: (user + system) / 1e6 };
}

process.on('message', (order: Order) => {
  run(order).then(
    (slice) => process.send?.({ slice } satisfies Answer),
    (error: unknown) => process.send?.({ error: String(error) } satisfies Answer),
  );
});
