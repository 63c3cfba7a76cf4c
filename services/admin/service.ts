/** The admin service: what operators and the journey view see of the platform at work. */
import { TraceService } from '#proto/berth/admin/v1/admin_service_pb.ts';
import { OperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import { connectTo } from '../runtime/rpc/client.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '../runtime/service.ts';
import type { AdminConfig } from './config.ts';
import { SHARED_TABLES } from './db/shared-tables.ts';
import { getTrace } from './queries/get-trace.ts';
import { operations } from './queries/operations.ts';
import { startReceiver } from './receiver/receiver.ts';

/** The service with the port of its OTLP receiver. */
export interface RunningAdmin extends RunningService {
  readonly otlpPort: number;
}

export async function startAdmin(config: AdminConfig, overrides: Overrides = {}): Promise<RunningAdmin> {
  const runtime = createRuntime('admin', config.runtime, overrides);
  await using stack = new AsyncDisposableStack();
  const { tokens, telemetry } = runtime;
  const clients = new Map(
    Object.entries(config.services).map(([name, address]) => [name, stack.use(connectTo(OperationsService, { address, tokens, telemetry, audience: name }))]),
  );
  const service = stack.use(
    await startService(runtime, {
      migrations: new URL('./db/migrations/', import.meta.url),
      sharedTables: SHARED_TABLES,
      entities: [],
      actors: [],
      readers: [reader({ service: TraceService, queries: { getTrace } }), operations(clients)],
    }),
  );
  const { host } = config.runtime;
  const receiver = stack.use(await startReceiver({ host, port: config.otlpPort, database: service.database, logger: runtime.logger }));
  const owned = stack.move();
  return { ...service, otlpPort: receiver.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
