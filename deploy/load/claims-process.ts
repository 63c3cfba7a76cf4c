/** One booking process of the claims benchmark: as in production, but for the date and the batch size. Tells its port, and its processor time when asked. */
import { readBookingConfig } from '../../services/booking/config.ts';
import { startBooking } from '../../services/booking/service.ts';

const { CLAIMS_MAX_BATCH: maxBatch, ...env } = process.env;
const ahead = new Date('2027-03-01T09:00:00Z').getTime() - Date.now();
const service = await startBooking(readBookingConfig(env), { now: () => new Date(Date.now() + ahead), ...(maxBatch && { maxBatch: Number(maxBatch) }) });

process.on('message', (message) => {
  const { user, system } = process.cpuUsage();
  if (message === 'cpu') process.send?.({ cpuSeconds: (user + system) / 1e6 });
  else void service[Symbol.asyncDispose]().then(() => process.disconnect());
});
process.send?.({ grpcPort: service.grpcPort });
