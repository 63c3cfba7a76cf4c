/** Whether the caller's sign-ins need a second factor. */
import type { View } from '../../runtime/actor/types.ts';
import { ownIdentity } from '../db/identity-store.ts';

export async function getSecondFactor({ caller, db }: View) {
  const { secondFactor } = await ownIdentity(db, caller);
  return { enabled: secondFactor?.confirmed === true, recoveryCodesLeft: secondFactor?.recovery.length ?? 0 };
}
