/**
 * An operator's way into a service: what is stuck is listed, shown and sent on its way again. A tenant's callers reach its
 * rows only; every write and every look into a payload is logged with who asked.
 */
import type { DescMessage } from '@bufbuild/protobuf';
import { OperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import { reader, type Reader } from '../actor/actor.ts';
import type { Database } from '../db/database.ts';
import type { DeadLetters } from '../events/dead-letters.ts';
import type { Logger } from '../logger.ts';
import { effectQueries } from './effect-queries.ts';
import { letterQueries } from './letter-queries.ts';

export interface OperationsOptions {
  readonly database: Pick<Database, 'relay'>;
  readonly deadLetters: DeadLetters;
  /** Events that the service reacts to: their payloads can be shown. */
  readonly schemas: readonly DescMessage[];
  /** Key of the fingerprints of requests. */
  readonly bodyKey: Uint8Array;
  readonly logger: Logger;
  /** After effects were sent on their way. */
  readonly onRedriven: () => void;
  /** Replaces the database's clock in tests. */
  readonly now?: () => Date;
}

/** What every service serves besides its own RPCs. */
export const operations = (options: OperationsOptions): Reader<typeof OperationsService> =>
  reader({ service: OperationsService, queries: { ...letterQueries(options), ...effectQueries(options) } });
