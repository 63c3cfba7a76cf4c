/** The RPCs about effects: inputs are never shown, and only what failed is sent on its way again. */
import { OperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import type { Queries } from '../actor/actor.ts';
import type { View } from '../actor/types.ts';
import { pageToken, readPageToken } from '../db/page-token.ts';
import { Failure, notFound, reject } from '../errors.ts';
import { fromTypeId } from '../ids.ts';
import { countParked, lockEffect, newestEffects, redrive, redriveOldest, type EffectHead, type EffectSearch } from './effects.ts';
import { standingsOf, toEffect } from './mapping.ts';
import { once } from './once.ts';
import type { OperationsOptions } from './operations.ts';
import { scopeOf } from './scope.ts';

type Names = 'listEffects' | 'redriveEffect' | 'redriveEffects';

const PAGE = 50;

export function effectQueries({ database, bodyKey, logger, onRedriven, now }: OperationsOptions): Required<Pick<Queries<typeof OperationsService>, Names>> {
  const { relay } = database;
  const searchOf = ({ caller }: View, filter: { readonly tenantId: string; readonly name: string } | undefined): EffectSearch => ({
    tenantId: scopeOf(caller, filter?.tenantId),
    name: filter?.name ?? '',
    now: now?.(),
  });

  return {
    async listEffects(view, { filter, states, pageSize, pageToken: token }) {
      const search = searchOf(view, filter);
      const standings = standingsOf(states);
      const request = ['ListEffects', search.tenantId ?? '', search.name, standings.join()];
      const [before] = readPageToken(token, request, ['uuid']) ?? [null];
      const limit = pageSize || PAGE;
      const rows = await newestEffects(relay, search, standings, before, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { effects: rows.slice(0, limit).map(toEffect), nextPageToken: last ? pageToken(request, [last.id]) : '' };
    },
    async redriveEffect(view, request) {
      const { id, ignoreDeadline, requestedBy } = request;
      const asked = { method: OperationsService.method.redriveEffect, request, tenantId: view.caller.tenantId, principal: requestedBy || view.caller.subject, bodyKey };
      const reply = await relay.transaction((query) =>
        once(query, asked, async () => {
          const search = searchOf(view, undefined);
          const found = await lockEffect(query, fromTypeId('eff', id, 'id'), search);
          if (!found) throw notFound('effect', id);
          checkFailed(found, ignoreDeadline);
          await redrive(query, found.id, search.now);
          logger.info({ caller: view.caller.subject, requested_by: requestedBy, effect: found.name, id: found.id, tenant: found.tenant_id }, 'an effect is sent on its way again');
          return { effect: toEffect((await lockEffect(query, found.id, search)) ?? found) };
        }),
      );
      onRedriven();
      return reply;
    },
    async redriveEffects(view, request) {
      const { filter, pageSize, requestedBy } = request;
      const asked = { method: OperationsService.method.redriveEffects, request, tenantId: view.caller.tenantId, principal: requestedBy || view.caller.subject, bodyKey };
      const reply = await relay.transaction((query) =>
        once(query, asked, async () => {
          const search = searchOf(view, filter);
          const redriven = await redriveOldest(query, search, pageSize || PAGE);
          logger.info({ caller: view.caller.subject, requested_by: requestedBy, tenant: search.tenantId, name: search.name, redriven }, 'effects are sent on their way again');
          return { redriven, remaining: await countParked(query, search) };
        }),
      );
      onRedriven();
      return reply;
    },
  };
}

/** A reminder that waits for its time must not come before it, and what a worker has it has. */
function checkFailed({ standing, overdue, deadline }: EffectHead, ignoreDeadline: boolean): void {
  if (standing !== 'parked' && standing !== 'failing') {
    throw new Failure(reject('EFFECT_NOT_FAILED', `It is ${standing}: it goes on by itself. Only what is parked or failing can be sent on its way.`));
  }
  if (overdue && !ignoreDeadline) {
    throw new Failure(reject('DEADLINE_PASSED', `Its deadline passed at ${deadline?.toISOString() ?? ''}. Set ignore_deadline when it is to be done nevertheless.`));
  }
}
