/**
 * A service that does nothing, as its own process: it answers every receipt RPC with an empty message. Everything before
 * the handler is what real services have (trace, token, access, validation, deadline); there is no database behind it.
 */
import { create } from '@bufbuild/protobuf';
import { ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { integer, secret, url } from '#runtime/config/kinds.ts';
import { readSettings } from '#runtime/config/settings.ts';
import { runProcess } from '#runtime/lifecycle.ts';
import { createLogger } from '#runtime/logger.ts';
import { readJwks } from '#runtime/rpc/jwk.ts';
import { startRpcServer } from '#runtime/rpc/server.ts';
import { createTokenVerifier } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';

await runProcess({
  name: 'empty',
  readConfig: (env) =>
    readSettings(env, {
      port: integer('EMPTY_SERVICE_PORT', { min: 1, max: 65_535 }),
      jwks: secret('INTERNAL_JWKS', 'the JWKS with the public keys of all services', readJwks),
      otlpEndpoint: url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https']),
    }),
  async start({ port, jwks, otlpEndpoint }) {
    const stack = new AsyncDisposableStack();
    const telemetry = createTelemetry({ serviceName: 'empty', endpoint: otlpEndpoint });
    stack.defer(() => telemetry.shutdown());
    stack.use(
      await startRpcServer({
        host: '127.0.0.1',
        port,
        services: [ReceiptService],
        handle: async ({ method }) => create(method.output),
        verifier: createTokenVerifier(jwks, 'receipt'),
        telemetry,
        logger: createLogger({ service: 'empty', level: 'warn' }),
      }),
    );
    return stack;
  },
});
