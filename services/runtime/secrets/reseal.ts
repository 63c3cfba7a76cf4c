/** What an older key of the settings sealed is sealed with the first, so that the older one can be taken away. What does not open is left as it is, and counted. */
import { type Sealer, UnsealError } from './keyring.ts';

/** Rows that hold a sealed secret. */
export interface SealedRows<Row> {
  /** The next rows, in the order of `cursorOf`, whose secret does not begin with `prefix`; none when all were seen. */
  page(prefix: string, after: string | undefined): Promise<readonly Row[]>;
  cursorOf(row: Row): string;
  ownerOf(row: Row): readonly string[];
  sealedOf(row: Row): string;
  /** Writes the secret, unless the row was changed meanwhile: then it was sealed with the first key anyway. */
  write(row: Row, sealed: string): Promise<unknown>;
}

export interface Resealed {
  readonly resealed: number;
  /** Their key is gone from the settings, or they were changed. */
  readonly unreadable: number;
}

export async function resealAll<Row>(sealer: Sealer, rows: SealedRows<Row>): Promise<Resealed> {
  let [resealed, unreadable] = [0, 0];
  let after: string | undefined;
  for (let page = await rows.page(sealer.prefix, after); page.length > 0; page = await rows.page(sealer.prefix, after)) {
    for (const row of page) {
      const anew = resealedText(sealer, rows.ownerOf(row), rows.sealedOf(row));
      if (anew === undefined) unreadable += 1;
      else {
        await rows.write(row, anew);
        resealed += 1;
      }
      after = rows.cursorOf(row);
    }
  }
  return { resealed, unreadable };
}

function resealedText(sealer: Sealer, owner: readonly string[], sealed: string): string | undefined {
  try {
    return sealer.seal(owner, sealer.open(owner, sealed));
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}
