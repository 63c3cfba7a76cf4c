/** Addresses that one subscriber can choose from count as one: the first half of an IPv6 address is the network, the rest is free to invent. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/** `2001:db8:0:1` of `2001:db8:0:1::9`, `192.0.2.7` of `::ffff:192.0.2.7`; other addresses as they are. */
export function addressGroupOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => 0);
  const groups = [...before, ...zeros, ...after];
  if (groups.slice(0, 6).join() === IPV4_IN_IPV6) return groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]).join('.');
  return groups.slice(0, NETWORK_GROUPS).map((group) => group.toString(16)).join(':');
}

/** How sockets that take both kinds, and proxies with such sockets, write IPv4 addresses: `::ffff:…`. */
const IPV4_IN_IPV6 = [0, 0, 0, 0, 0, 0xffff].join();

const groupsOf = (part: string): number[] =>
  part.split(':').flatMap((group) => {
    if (group === '') return [];
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map((byte) => Number.parseInt(byte, 10));
    return [(a << 8) | b, (c << 8) | d];
  });
