/** The errors of TikTok's Business API: HTTP 200 with a code in the body. */

export const CODES = {
  ok: 0,
  noPermission: 40001,
  invalidParameter: 40002,
  tooManyRequests: 40100,
  tokenMissing: 40104,
  tokenIncorrect: 40105,
  systemError: 50000,
} as const;

export class TikTokFault extends Error {
  override name = 'TikTokFault';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** In TikTok's words: `data.0.event_id: Not a valid string.` */
export function invalid(path: string, reason: string): TikTokFault {
  return new TikTokFault(CODES.invalidParameter, `${path}: ${reason}`);
}
