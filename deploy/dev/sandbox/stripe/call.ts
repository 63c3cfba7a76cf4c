/** What an operation works with: the books, the time of the call, and a way to tell the outside world what happened. */
import type { Books } from './books.ts';
import type { EventSubject, EventType } from './model/event.ts';

export interface Call {
  readonly books: Books;
  /** Seconds since the epoch. */
  readonly now: number;
  /** The sandbox's own address, for the links it hands out. */
  readonly origin: string;
  emit(type: EventType, subject: EventSubject): void;
}
