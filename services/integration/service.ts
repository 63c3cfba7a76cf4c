/** The integration service: what outside systems are told about bookings. */
import { IntegrationService } from '#proto/berth/integration/v1/integration_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import { unlessErased } from '../runtime/personal/unless-erased.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '../runtime/service.ts';
import { trackedEventActor } from './actors/tracked-event.actor.ts';
import type { IntegrationConfig } from './config.ts';
import { TrackedEventEntity } from './db/entities.ts';
import { personalData } from './db/personal-data.ts';
import { sendToTikTokRunner } from './effects/send-to-tiktok.ts';
import { listTrackedEvents } from './queries/list-tracked-events.ts';
import { bookingConfirmed } from './reactions/booking-confirmed.ts';

export function startIntegration(config: IntegrationConfig, overrides: Overrides = {}): Promise<RunningService> {
  const runtime = createRuntime('integration', config.runtime, overrides);
  const { pixelId, accessToken, url, testEventCode } = config.tiktok;
  const connected = pixelId && accessToken ? { pixelId, accessToken } : undefined;
  if (!connected) runtime.logger.info('TikTok is not connected: set TIKTOK_PIXEL_ID and TIKTOK_ACCESS_TOKEN');
  return startService(runtime, {
    migrations: new URL('./db/migrations/', import.meta.url),
    entities: [TrackedEventEntity],
    personalData,
    actors: [trackedEventActor],
    readers: [reader({ service: IntegrationService, queries: { listTrackedEvents } })],
    reactions: connected ? [unlessErased(bookingConfirmed({ pixelId: connected.pixelId, testEventCode }), ({ booking }) => booking?.customer?.id)] : [],
    effects: connected ? [sendToTikTokRunner({ url, accessToken: connected.accessToken }, runtime.telemetry.tracer)] : [],
  });
}
