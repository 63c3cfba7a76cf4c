import { expect } from 'chai';
import { secret, text, url } from '../config/kinds.ts';
import { readSettings } from '../config/settings.ts';
import { createLogger } from '../logger.ts';
import { createTestKeys } from '../testing/keys.ts';
import { withoutSecrets } from './withheld.ts';

/** Unlike anything that other specs of this process write. */
const CANARY = 'wh1thheld-canary';

describe('secrets of the settings', () => {
  const jwk = createTestKeys('canary').signingKey('canary');
  const { d }: { d: string } = JSON.parse(jwk);
  readSettings(
    {
      KEY: `${CANARY}-key`, LIST: `${CANARY}-first, ${CANARY}-second`, URL: `postgres://app:${CANARY}%2Durl@db.example.com/berth`, TOKEN: `nats://${CANARY}-token@nats.example.com`,
      JWK: jwk, QUOTED: `${CANARY}"quoted"`, NAME: `${CANARY}-name`, SHORT: 'hunter2',
    },
    {
      key: secret('KEY'), list: secret('LIST'), url: url('URL', ['postgres']), token: url('TOKEN', ['nats']), jwk: secret('JWK'), quoted: secret('QUOTED'), name: text('NAME'), short: secret('SHORT'),
    },
  );

  it('are taken out of every line of the log, in whatever field, and out of errors', () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'booking', destination: { write: (line) => void lines.push(line) } });
    for (const leak of ['key', 'first', 'second', 'url', 'token']) logger.info({ harmless: { deep: `it was ${CANARY}-${leak}!` } }, `look: ${CANARY}-${leak}`);
    logger.error(new Error(`connect to postgres://app:${CANARY}%2Durl@db failed`), 'failed');
    logger.info({ d, quoted: `${CANARY}"quoted"`, jwk }, 'keys');
    expect(lines).to.have.length(7);
    for (const line of lines) {
      expect(line).not.to.include(CANARY).and.not.to.include(d);
      expect(() => JSON.parse(line), line).not.to.throw();
    }
  });

  it('leave what is no secret: names, addresses, and words too short to tell', () => {
    expect(withoutSecrets(`${CANARY}-name at db.example.com of app, nats.example.com, hunter2`)).to.equal(`${CANARY}-name at db.example.com of app, nats.example.com, hunter2`);
  });
});
