/** The contract's stand on the memory server. */
import { systemClock, type Clock } from '../../../clock.ts';
import { reject } from '../../../errors.ts';
import { WriteConflict } from '../../../actor/types.ts';
import { claimsBetween } from '../claims.ts';
import { createMemoryServer } from '../server.ts';
import { memoryStore } from '../store.ts';
import { memoryTables } from '../tables.ts';
import { isWindow, type Diary, type Ground, type Room, type Stand, type Stretch } from './stand.ts';

interface Seat {
  readonly lane: number;
  readonly who: string;
}

const byLane = (a: Seat, b: Seat): number => a.lane - b.lane;
const nameOfSeat = ({ lane, who }: Seat): string => `${lane}/${who}`;
const nameOfStretch = ({ id }: Stretch): string => id;

const rooms = memoryStore<Room, Seat>({
  name: 'room',
  row: { refuse: reject('ROOM_EXISTS', 'There is such a room already.') },
  unique: ({ label }) => label,
  stored: (room) => ({ ...room, seats: new Map() }),
  claims: {
    name: 'seat',
    changes: claimsBetween(({ seats }) => [...seats].map(([lane, who]) => ({ lane, who })), nameOfSeat),
    nameOf: nameOfSeat,
    rule: { kind: 'unique', place: ({ lane }) => lane },
    compare: byLane,
    refuse: () => new WriteConflict(reject('SEAT_TAKEN', 'Somebody has this seat.')),
    read: { restore: (room, seats) => room && { ...room, seats: new Map(seats.toSorted(byLane).map(({ lane, who }) => [lane, who])) } },
  },
});

const diaries = memoryStore<Diary, Stretch>({
  name: 'diary',
  row: 'none',
  across: true,
  claims: {
    name: 'stretch',
    changes: claimsBetween(({ stretches }) => stretches, nameOfStretch),
    nameOf: nameOfStretch,
    rule: { kind: 'overlap', lane: ({ lane }) => lane, span: (stretch) => stretch },
    compare: (a, b) => a.start.getTime() - b.start.getTime(),
    refuse: () => new WriteConflict(reject('TIME_TAKEN', 'Somebody has this time.')),
    read: {
      restore: (_, stretches, { id }) => ({ id, stretches: stretches.toSorted((a, b) => a.start.getTime() - b.start.getTime()) }),
      isWithin: ({ start, end }, turns) => turns.some(({ window }) => !isWindow(window) || (start < window.to && end > window.from)),
    },
  },
});

/** A new server for each test. */
export const openMemoryStand = async (clock: Clock = systemClock): Promise<Stand> => ({ ...openMemoryGround(clock), rooms, diaries });

/** A new server, for stores of any kind. */
export function openMemoryGround(clock: Clock = systemClock): Ground {
  const server = createMemoryServer({ clock });
  return {
    tables: memoryTables,
    async connect() {
      const client = server.connect('client');
      return { database: client.database, tables: memoryTables, crash: async () => client.crash() };
    },
    waiting: async () => server.waiting(),
    [Symbol.asyncDispose]: async () => server.restart(),
  };
}
