/** Offerings: what is for sale is always complete and valid, and every change of it is told to others once. */
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { actor } from '#runtime/actor/actor.ts';
import { partsOf, toParts } from '#runtime/actor/state.ts';
import type { Decision, StateShape, Store, Turn } from '#runtime/actor/types.ts';
import { notFound } from '#runtime/errors.ts';
import { fromTypeId } from '#runtime/ids.ts';
import { offeringStore } from '../db/offering-store.ts';
import { archive, catalog, create, revise, type Draft, type Offering, type OfferingChanged, type Offerings } from '../domain/offering.ts';
import { knownHeadings, prepareDrafts } from '../drafts.ts';
import { OFFERING, offeringKey } from '../keys.ts';
import { toContent, toEvent, toInput, toOffering, withIds } from '../mapping.ts';
import { merge } from '../update-mask.ts';

const state: StateShape<Offerings> = {
  stores: { [OFFERING]: offeringStore as Store<unknown> },
  compose: (parts) => partsOf<Offering>(parts, OFFERING),
  decompose: (offerings) => toParts(OFFERING, offerings),
};

type OfferingTurn = Turn<Offerings, OfferingChanged>;

/** Applies what `decide` makes of the offering and answers with how it is then. */
function change(turn: OfferingTurn, typeId: string, etag: string, decide: (offering: Offering) => Decision<OfferingChanged>) {
  const id = fromTypeId('off', typeId, 'id');
  const offering = turn.state.get(id);
  if (!offering) throw notFound('offering', typeId);
  turn.expectEtag(offeringKey(id), etag);
  turn.apply(decide(offering));
  return { offering: shown(turn, id) };
}

/** Creates what is not there yet: a request repeated after its log entry is gone meets what it made. */
function createMissing(turn: OfferingTurn, drafts: readonly Draft[]) {
  turn.apply(create(drafts.filter(({ id }) => !turn.state.has(id)), turn.now));
  return drafts.map(({ id }) => shown(turn, id));
}

function shown(turn: OfferingTurn, id: string) {
  const offering = turn.state.get(id);
  if (!offering) throw new TypeError('the turn does not have the offering that it changed');
  return toOffering(offering, String(turn.version(offeringKey(id))));
}

export const offeringActor = actor({
  name: 'offering',
  service: CatalogService,
  state,
  behaviour: catalog,
  publish: ({ offering }: OfferingChanged) => toEvent(offering),
  commands: {
    createOffering: {
      prepare({ requestId, offering }, view) {
        return prepareDrafts(view, { requestId, inputs: offering ? [{ input: offering, path: 'offering' }] : [] });
      },
      route: (_, drafts: readonly Draft[]) => drafts.map(({ id }) => offeringKey(id)),
      turn(turn, _, drafts: readonly Draft[]) {
        const [offering] = createMissing(turn, drafts);
        return { offering };
      },
    },
    importOfferings: {
      prepare({ requestId, offerings }, view) {
        return prepareDrafts(view, { requestId, inputs: offerings.map((input, i) => ({ input, path: `offerings[${i}]` })) });
      },
      route: (_, drafts: readonly Draft[]) => drafts.map(({ id }) => offeringKey(id)),
      turn: (turn, _, drafts: readonly Draft[]) => ({ offerings: createMissing(turn, drafts) }),
    },
    updateOffering: {
      async prepare({ offering }, view) {
        const input = offering && withIds(offering);
        return { input, known: await knownHeadings(view, input ? [input] : []) };
      },
      route: ({ id }) => [offeringKey(fromTypeId('off', id, 'id'))],
      turn: (turn, { id, etag, updateMask }, { input, known }) =>
        change(turn, id, etag, (offering) => {
          const merged = merge(toInput(offering), input, updateMask?.paths ?? []);
          return revise(offering, toContent(merged, 'offering', turn.caller.tenantId, known), turn.now);
        }),
    },
    archiveOffering: {
      route: ({ id }) => [offeringKey(fromTypeId('off', id, 'id'))],
      turn: (turn, { id, etag }) => change(turn, id, etag, (offering) => archive(offering, turn.now)),
    },
  },
});
