/** All planted bugs: each is found by the simulation within a bounded number of seeds, see `bugs.int.spec.ts`. */
import { ackBeforeCommit } from './ack-before-commit.ts';
import { anotherWaiter } from './another-waiter.ts';
import { bareNak } from './bare-nak.ts';
import type { Bug } from './bug.ts';
import { classEndsEarly } from './class-ends-early.ts';
import { classIsFullEarly } from './class-is-full-early.ts';
import { completedTooSoon } from './completed-too-soon.ts';
import { deletedAllTheSame } from './deleted-all-the-same.ts';
import { doubleReminder } from './double-reminder.ts';
import { dropLock } from './drop-lock.ts';
import { endlessExtension } from './endless-extension.ts';
import { forgetInbox } from './forget-inbox.ts';
import { halfASeries } from './half-a-series.ts';
import { halfTheDates } from './half-the-dates.ts';
import { impatient } from './impatient.ts';
import { lastFirst } from './last-first.ts';
import { limitGlancedAt } from './limit-glanced-at.ts';
import { noBuffers } from './no-buffers.ts';
import { noFence } from './no-fence.ts';
import { onePrice } from './one-price.ts';
import { pastTheLine } from './past-the-line.ts';
import { payingGuestsForgotten } from './paying-guests-forgotten.ts';
import { publishBeforeCommit } from './publish-before-commit.ts';
import { releaseFirst } from './release-first.ts';
import { skipRewind } from './skip-rewind.ts';
import { staleRead } from './stale-read.ts';
import { swallowConflict } from './swallow-conflict.ts';
import { timesForgotten } from './times-forgotten.ts';
import { unwrittenNames } from './unwritten-names.ts';

export const BUGS: readonly Bug[] = [
  dropLock, ackBeforeCommit, bareNak, publishBeforeCommit, forgetInbox, staleRead, swallowConflict, skipRewind, noFence, doubleReminder, impatient,
  noBuffers, releaseFirst, endlessExtension, completedTooSoon, lastFirst, pastTheLine, classEndsEarly, halfASeries, limitGlancedAt,
  onePrice, payingGuestsForgotten, timesForgotten, anotherWaiter, deletedAllTheSame, halfTheDates, classIsFullEarly, unwrittenNames,
];
