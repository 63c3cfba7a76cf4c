/** The code to show at the door, for a booking that can be checked in. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { View } from '../../runtime/actor/types.ts';
import { Failure, reject } from '../../runtime/errors.ts';
import type { CheckInTokens } from '../check-in-token.ts';
import { checkInWindow } from '../domain/check-in.ts';
import { findBooking } from './get-booking.ts';

export const getCheckInToken =
  (tokens: CheckInTokens) =>
  async (view: View, { bookingId }: { readonly bookingId: string }) => {
    const { booking } = await findBooking(view, bookingId, 'booking_id');
    if (booking.status !== 'confirmed') throw new Failure(reject('NOT_CONFIRMED', 'Only a confirmed booking has a code for the door.'));
    const { opens, closes } = checkInWindow(booking);
    return {
      token: tokens.issue(view.caller.tenantId, { bookingId: booking.id, fence: booking.hold.fence }),
      openTime: timestampFromDate(opens),
      closeTime: timestampFromDate(closes),
    };
  };
