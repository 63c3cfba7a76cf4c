/** The version of a booking's key, as its row would have it. */
import { rowsOf } from '#runtime/testing/memory/runtime-rows.ts';
import type { ServerState } from '#runtime/testing/memory/server.ts';

export function versionOf(server: ServerState, id: string): bigint {
  for (const { committed } of rowsOf(server).anchors.rows.values()) {
    if (committed?.key.id === id && committed.key.type === 'booking') return committed.version;
  }
  return 0n;
}
