/** Work that leaves no spans: polling and bookkeeping would bury the traces that people look for. */
import { context as contexts, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/** Runs `work` outside any trace. */
export const quietly = <T>(work: () => Promise<T>): Promise<T> => contexts.with(suppressTracing(ROOT_CONTEXT), work);
