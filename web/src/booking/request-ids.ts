/** A booking that is asked for twice in the same words, because the answer got lost, is made once. */
import { berthError } from '@berth/sdk/browser';

export interface RequestIds {
  /** Runs `work` with the id of these words: the same until they were answered. */
  run<T>(words: string, work: (requestId: string) => Promise<T>): Promise<T>;
}

export function requestIds(newId: () => string): RequestIds {
  const open = new Map<string, string>();
  return {
    async run(words, work) {
      const requestId = open.get(words) ?? newId();
      open.set(words, requestId);
      try {
        const answer = await work(requestId);
        open.delete(words);
        return answer;
      } catch (thrown) {
        if (isAnswer(thrown)) open.delete(words);
        throw thrown;
      }
    },
  };
}

/** Berth refused: nothing was made. Anything else may have been lost on the way back. */
const isAnswer = (thrown: unknown): boolean => {
  const { code, reason } = berthError(thrown);
  return reason !== '' && !['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'UNKNOWN'].includes(code);
};
