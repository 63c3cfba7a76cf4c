/** What those who wait for sessions did and were told, as operations of a session with a waitlist. */
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import type { Operation } from '#runtime/testing/linearizability/history.ts';
import type { WaitlistInput, WaitlistOutput } from '#runtime/testing/linearizability/models/waitlist.ts';
import type { WaitlistChange, WaitlistEntry } from '../../../services/booking/domain/waitlist.ts';
import { waitlists } from '../booking/stores.ts';
import type { Journal, Wait } from '../journal.ts';
import type { World } from '../world.ts';

export type LineOp = Operation<WaitlistInput, WaitlistOutput>;

/** As the booking of an offer is called in its session's history. */
const holderOf = (entryId: string): string => `${entryId} 1`;

/** Everything but the bookings that offers are, whose lives say when their places were taken and given back. */
export function lineOps(world: World, { waits }: Journal): readonly LineOp[] {
  // Who waits for times has what is found for them: that is a history of calendars.
  const listed = waitlists.committed(world.databases.booking).claims.filter(({ claim }) => claim.window === undefined);
  const told = new Map(waits.flatMap((wait) => (wait.entryId === undefined ? [] : [[wait.entryId, wait]])));
  return [
    ...listed.flatMap(({ key, claim }) => entryOps(world, key.id, claim, told.get(claim.id))),
    ...waits.flatMap((wait) => (wait.refused === 'PLACES_FREE' && wait.sessionId !== undefined ? [sentAway({ ...wait, sessionId: wait.sessionId })] : [])),
  ];
}

/** By entry when it was made an offer: it was done by when something else became of it, or by now. */
export function offersOf(world: World): ReadonlyMap<string, { readonly called: number; readonly returned: number }> {
  return new Map(waitlists.committed(world.databases.booking).claims.flatMap(({ claim: { id, history } }) => {
    const [offered, after] = history.slice(history.findIndex(({ status }) => status === 'offered'));
    return offered?.status === 'offered' ? [[id, between(world, offered, after)] as const] : [];
  }));
}

function entryOps(world: World, sessionId: string, entry: WaitlistEntry, told: Wait | undefined): readonly LineOp[] {
  const asked = { key: sessionId, caller: entry.customer.id } as const;
  const holder = holderOf(entry.id);
  const joining = { ...asked, input: { kind: 'join', holder, places: entry.party } } as const;
  const [, next] = entry.history;
  const known = told?.answeredMs !== undefined && told.position !== undefined ? { called: told.calledMs, returned: told.answeredMs, output: told.position } : undefined;
  return [
    known ? { ...joining, ...known, status: 'ok' } : { ...joining, status: 'info', called: entry.joined.getTime() - EPOCH },
    ...(next && next.status !== 'offered' ? [leaving(world, { ...asked, input: { kind: 'leave', holder } }, next, told)] : []),
    ...(told?.looks ?? []).map(({ calledMs, answeredMs, isOffered }): LineOp => ({ ...asked, status: 'ok', input: { kind: isOffered ? 'holds' : 'waits', holder }, output: true, called: calledMs, returned: answeredMs })),
  ];
}

/** They left, or were taken off the list while they waited. */
function leaving(world: World, asked: Pick<LineOp, 'key' | 'caller' | 'input'>, line: WaitlistChange, told: Wait | undefined): LineOp {
  const { called, returned } = line.status === 'left' && told?.left ? { called: told.left.calledMs, returned: told.left.answeredMs } : between(world, line, undefined);
  return { ...asked, status: 'ok', output: true, called, returned };
}

const sentAway = ({ customer, sessionId, partySize, calledMs, answeredMs = Infinity }: Wait & { readonly sessionId: string }): LineOp => ({
  status: 'ok', key: sessionId, caller: customer.subject, input: { kind: 'join', holder: customer.subject, places: partySize }, output: false, called: calledMs, returned: answeredMs,
});

const between = ({ databases }: World, { time }: WaitlistChange, after: WaitlistChange | undefined) => ({
  called: time.getTime() - EPOCH,
  returned: after ? after.time.getTime() - EPOCH : databases.now() - EPOCH,
});
