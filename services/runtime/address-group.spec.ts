import { expect } from 'chai';
import { addressGroupOf } from './address-group.ts';

const GROUPS: Readonly<Record<string, string>> = {
  '203.0.113.9': '203.0.113.9',
  '2001:db8:1:2:3:4:5:6': '2001:db8:1:2',
  '2001:0db8:0001:0002::': '2001:db8:1:2',
  '2001:DB8::9': '2001:db8:0:0',
  '::1': '0:0:0:0',
  '::': '0:0:0:0',
  '1::2:3:4:5:6:7': '1:0:2:3',
  'fe80::1%eth0': 'fe80:0:0:0',
  '::ffff:192.0.2.7': '192.0.2.7',
  '::FFFF:c000:207': '192.0.2.7',
  '64:ff9b::192.0.2.7': '64:ff9b:0:0',
  unknown: 'unknown',
};

describe('addresses that count as one', () => {
  for (const [address, group] of Object.entries(GROUPS)) it(`${address}: ${group}`, () => expect(addressGroupOf(address)).to.equal(group));
});
