/** Lets someone in by the code that they show, or by their booking. */
import { fromTypeId } from '../../../runtime/ids.ts';
import type { CheckInToken, CheckInTokens } from '../../check-in-token.ts';
import { checkIn as letIn } from '../../domain/check-in.ts';
import { bookingKey } from '../../keys.ts';
import { changedBy, owned, reply, type BookingCommand } from '../booking-turn.ts';

/** What the caller showed; without a fence they named the booking. */
type Shown = Pick<CheckInToken, 'bookingId'> & Partial<Pick<CheckInToken, 'fence'>>;

export const checkIn = (tokens: CheckInTokens): BookingCommand<'checkIn', Shown> => ({
  prepare: async ({ by }, { caller }) =>
    by.case === 'token' ? tokens.read(by.value, caller.tenantId) : { bookingId: fromTypeId('bkg', by.value ?? '', 'booking_id') },
  route: (_, { bookingId }) => [bookingKey(bookingId)],
  turn(turn, { by }, { fence }) {
    const before = owned(turn.state.booking, turn.caller, by.case === 'bookingId' ? by.value : 'of this code');
    const { booking } = turn.apply(letIn(turn.state, fence, changedBy(turn), turn.now));
    return { booking: reply(turn, booking), already: before.checkedIn !== undefined };
  },
});
