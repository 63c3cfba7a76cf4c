/** What every service declares about people: the services that are not here keep nothing about any. */
import type { PersonalData } from '#runtime/personal/personal-data.ts';
import { personalData as booking } from '../../services/booking/db/personal-data.ts';
import { personalData as integration } from '../../services/integration/db/personal-data.ts';
import { personalData as notification } from '../../services/notification/db/personal-data.ts';
import { personalData as payment } from '../../services/payment/db/personal-data.ts';
import { personalData as receipt } from '../../services/receipt/db/personal-data.ts';
import { personalData as user } from '../../services/user/db/personal-data.ts';

export const DECLARED: Readonly<Record<string, PersonalData>> = { booking, integration, notification, payment, receipt, user };
