/** Settings of the integration service. Without a pixel and a token TikTok is told nothing. */
import { optional, secret, text, url } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = {
  runtime: runtimeSettings('integration', 3011),
  tiktok: {
    pixelId: optional(text('TIKTOK_PIXEL_ID', 'the id of the TikTok pixel')),
    accessToken: optional(secret('TIKTOK_ACCESS_TOKEN', 'the access token of the Events API')),
    url: url('TIKTOK_EVENT_API_URL', ['http', 'https'], { fallback: 'https://business-api.tiktok.com/open_api/v1.3/event/track/' }),
    testEventCode: optional(text('TIKTOK_TEST_EVENT_CODE', 'a test event code')),
  },
};

export type IntegrationConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readIntegrationConfig = (env: Environment): IntegrationConfig => readSettings(env, schema);
