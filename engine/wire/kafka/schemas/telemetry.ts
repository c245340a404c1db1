import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Metrics that clients push (KIP-714). Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const TELEMETRY: readonly ApiSource[] = [
  api(71, 'GetTelemetrySubscriptions', '0', '0+', {
    request: `
      clientInstanceId uuid
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      clientInstanceId uuid
      subscriptionId int32
      acceptedCompressionTypes []int8
      pushIntervalMs int32
      telemetryMaxBytes int32
      deltaTemporality bool
      requestedMetrics []string
    `,
  }),
  api(72, 'PushTelemetry', '0', '0+', {
    request: `
      clientInstanceId uuid
      subscriptionId int32
      terminating bool
      compressionType int8
      metrics bytes
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
    `,
  }),
];
