/** Writes one balance transaction; every change of the merchant's balance comes through here. */
import type { Call } from '../call.ts';
import { type BalanceTransaction, type Movement, newBalanceTransaction } from '../model/balance-transaction.ts';

export function recordMovement(call: Call, movement: Movement): BalanceTransaction {
  const transaction = newBalanceTransaction(movement, call.now);
  call.books.balance.put(transaction);
  return transaction;
}
