import { expect } from 'chai';
import { sharedNetwork } from '../test/shared-network.ts';
import { gatherCrowd } from './callers.ts';
import { runCampaign } from './campaign.ts';
import { report } from './report.ts';

const LONGEST_MS = 15_000;

describe('a short campaign of the fuzzer', function () {
  this.timeout(90_000);

  it('finds nothing', async () => {
    const network = await sharedNetwork();
    const crowd = await gatherCrowd(network);
    const seed = Date.now() % 1_000_000;
    const result = await runCampaign({ ...crowd, url: network.url, seed, requests: 2_000, atOnce: 8, signal: AbortSignal.timeout(LONGEST_MS) });
    expect(result.findings, `seed ${seed}\n${report(result, crowd.methods.length)}`).to.deep.equal([]);
    expect(result.answered.size, 'RPCs that answered OK').to.be.above(10);
    expect((await fetch(`${network.url}/health`)).status).to.equal(200);
  });
});
