/** A `Failure` survives the wire: code, reason, message, bad fields and retry delay arrive as they left. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack, anyUnpack, DurationSchema, durationFromMs, durationMs } from '@bufbuild/protobuf/wkt';
import { Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '#proto/google/rpc/error_details_pb.ts';
import { StatusSchema } from '#proto/google/rpc/status_pb.ts';
import { Failure, type FailureDetails } from '../errors.ts';
import { fromNumber, toNumber } from './codes.ts';
import { tryDecode } from './decode.ts';
