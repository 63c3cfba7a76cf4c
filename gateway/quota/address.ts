/** Addresses that one subscriber can choose from count as one: the first half of an IPv6 address is the network, the rest is free to invent. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/** `2001:db8:0:1` of `2001:db8::1:0:0:0:9`; other addresses as they are. */
export function addressGroupOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':');
}

const groupsOf = (part: string): string[] => part.split(':').flatMap((group) => (group === '' ? [] : Number.parseInt(group, 16).toString(16)));
