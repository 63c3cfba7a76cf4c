/** What the commands and reminders of series share: their bookings in order, and how they are answered. */
import type { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import type { Command } from '../../runtime/actor/actor.ts';
import type { ReplyOf, RequestOf, Turn } from '../../runtime/actor/types.ts';
import type { SeriesEvent, SeriesState } from '../domain/series.ts';
import { reply } from './booking-turn.ts';
import { memberTurn } from './member-turn.ts';

export type SeriesTurn = Turn<SeriesState, SeriesEvent>;

type Methods = typeof BookingSeriesService;

/** A write RPC of series; `F` is what its `prepare` finds out. */
export type SeriesCommand<K extends keyof Methods['method'], F = unknown> = Command<RequestOf<Methods, K>, ReplyOf<Methods, K>, SeriesState, SeriesEvent, F>;

/** The bookings of the turn in the order of their dates. */
export const membersIn = ({ bookings }: SeriesState) => [...bookings.values()].toSorted((a, b) => (a.series?.index ?? 0) - (b.series?.index ?? 0));

export const replyMembers = (turn: SeriesTurn) => membersIn(turn.state).map((booking) => reply(memberTurn(turn, booking.id), booking));
