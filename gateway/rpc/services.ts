/** Every service of the contract is served without being listed anywhere: its generated file is enough. */
import type { DescService } from '@bufbuild/protobuf';
import { serviceFiles } from '#runtime/rpc/contract.ts';

/** Names of services with RPCs, such as `booking` for `berth.booking.v1`; their addresses are settings. */
export const serviceNames = (): string[] =>
  [...new Set(serviceFiles().map((file) => file.split('/')[0] ?? ''))].toSorted();

/** `booking` of `berth.booking.v1.BookingService`. */
export const ownerOf = ({ typeName }: DescService): string => typeName.split('.')[1] ?? '';
