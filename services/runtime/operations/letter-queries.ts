/** The RPCs about dead letters. A replay that fails leaves the letter with the new reason; one that succeeds counts once. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { OperationFailureSchema } from '#proto/berth/runtime/v1/operations_pb.ts';
import { OperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import type { Queries } from '../actor/actor.ts';
import type { View } from '../actor/types.ts';
import { pageToken, readPageToken } from '../db/page-token.ts';
import { asFailure } from '../db/faults.ts';
import type { LetterRow } from '../events/dead-letters.ts';
import { isPassing } from '../events/failures.ts';
import type { Outcome } from '../events/reactor.ts';
import { Failure, notFound } from '../errors.ts';
import { fromTypeId, toTypeId } from '../ids.ts';
import { findLetter, newestLetters, noteFailedReplay, oldestLetters, type LetterSearch } from './letters.ts';
import { OUTCOMES, toContent, toDeadLetter } from './mapping.ts';
import { once } from './once.ts';
import type { OperationsOptions } from './operations.ts';
import { scopeOf } from './scope.ts';

type Names = 'listDeadLetters' | 'getDeadLetter' | 'replayDeadLetter' | 'replayDeadLetters';

const PAGE = 50;
/** A caller waits ten seconds by default. */
const LONGEST_REPLAY_MS = 6_000;

const searchOf = ({ caller }: View, filter: { readonly tenantId: string; readonly consumer: string; readonly eventType: string } | undefined, replayed: boolean): LetterSearch => ({
  tenantId: scopeOf(caller, filter?.tenantId),
  consumer: filter?.consumer ?? '',
  eventType: filter?.eventType ?? '',
  replayed,
});

const requestOf = (method: string, { tenantId, consumer, eventType, replayed }: LetterSearch): string[] => [method, tenantId ?? '', consumer, eventType, String(replayed)];

export function letterQueries(options: OperationsOptions): Required<Pick<Queries<typeof OperationsService>, Names>> {
  const { database, deadLetters, schemas, bodyKey, logger } = options;
  const { relay } = database;
  const noted = (view: View, requestedBy: string, facts: object): object => ({ caller: view.caller.subject, requested_by: requestedBy, ...facts });

  async function visible(view: View, id: string): Promise<LetterRow> {
    const letter = await findLetter(relay, fromTypeId('dlt', id, 'id'), scopeOf(view.caller));
    if (!letter) throw notFound('dead letter', id);
    return letter;
  }

  /** Whatever the event meets is the operator's to read: not an error of this call, but still of the event. */
  async function replay(id: string): Promise<Outcome> {
    try {
      return await deadLetters.replay(id);
    } catch (error) {
      const failure = asFailure(error);
      if (failure instanceof Failure && (isPassing(failure) || failure.reason === 'EVENT_UNREADABLE')) throw failure;
      const why = error instanceof Error ? error.message : String(error);
      await noteFailedReplay(relay, id, why);
      logger.error({ err: error, dead_letter: id }, 'a replayed event failed again');
      throw new Failure({ code: 'FAILED_PRECONDITION', reason: 'REPLAY_FAILED', message: `The event failed again: ${why} Repair what it meets, then replay it.`, cause: error });
    }
  }

  return {
    async listDeadLetters(view, { filter, includeReplayed, pageSize, pageToken: token }) {
      const search = searchOf(view, filter, includeReplayed);
      const request = requestOf('ListDeadLetters', search);
      const [before] = readPageToken(token, request, ['uuid']) ?? [null];
      const limit = pageSize || PAGE;
      const rows = await newestLetters(relay, search, before, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { deadLetters: rows.slice(0, limit).map(toDeadLetter), nextPageToken: last ? pageToken(request, [last.id]) : '' };
    },
    async getDeadLetter(view, { id, requestedBy }) {
      const letter = await visible(view, id);
      logger.info(noted(view, requestedBy, { dead_letter: letter.id, tenant: letter.tenant_id }), 'a dead letter was looked into');
      return { deadLetter: toDeadLetter(letter), content: toContent(letter, schemas) };
    },
    replayDeadLetter(view, request) {
      const { id, requestedBy } = request;
      const asked = { method: OperationsService.method.replayDeadLetter, request, tenantId: view.caller.tenantId, principal: requestedBy || view.caller.subject, bodyKey };
      return once(relay, asked, async () => {
        const letter = await visible(view, id);
        const outcome = await replay(letter.id);
        logger.info(noted(view, requestedBy, { dead_letter: letter.id, tenant: letter.tenant_id, outcome }), 'a dead letter was replayed');
        return { outcome: OUTCOMES[outcome], deadLetter: toDeadLetter(await visible(view, id)) };
      });
    },
    replayDeadLetters(view, request) {
      const { filter, pageSize, pageToken: token, requestedBy } = request;
      const asked = { method: OperationsService.method.replayDeadLetters, request, tenantId: view.caller.tenantId, principal: requestedBy || view.caller.subject, bodyKey };
      return once(relay, asked, async () => {
        const search = searchOf(view, filter, false);
        const which = requestOf('ReplayDeadLetters', search);
        const [after] = readPageToken(token, which, ['uuid']) ?? [null];
        const limit = pageSize || PAGE;
        const rows = await oldestLetters(relay, search, after, limit + 1);
        const { tried, replayed, failures } = await replayAll(rows.slice(0, limit).map(({ id }) => id), view.signal, replay);
        logger.info(noted(view, requestedBy, { tenant: search.tenantId, replayed, failed: failures.length }), 'dead letters were replayed');
        const last = rows[tried - 1];
        const left = tried < rows.length;
        return { replayed, failures, nextPageToken: left && last ? pageToken(which, [last.id]) : left ? token : '' };
      });
    },
  };
}

async function replayAll(ids: readonly string[], signal: AbortSignal, replay: (id: string) => Promise<Outcome>) {
  const until = performance.now() + LONGEST_REPLAY_MS;
  const failures: MessageInitShape<typeof OperationFailureSchema>[] = [];
  let tried = 0;
  for (const id of ids) {
    if (signal.aborted || performance.now() > until) break;
    tried += 1;
    try {
      await replay(id);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push({ id: toTypeId('dlt', id), reason: error.reason, message: error.message });
    }
  }
  return { tried, failures, replayed: tried - failures.length };
}
