import { assert } from '../../base/assert.ts';
import { apiOf } from './apis.ts';
import type { Body } from './codec.ts';
import type { RequestBodies, ResponseBodies } from './messages.ts';
import { ApiKey } from './messages.ts';
import { KafkaReader, Unreadable } from './reader.ts';
import { KafkaWriter } from './writer.ts';

/*
 * Requests and responses, bytes and back. A frame here is what follows the four bytes of its length: see framing.ts.
 */

export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** A request as it stands on the wire. `body` is the RequestBodies entry of its key. */
export interface KafkaRequest {
  readonly kind: 'request';
  readonly header: RequestHeader;
  readonly body: object;
}

/** A response as it stands on the wire, with what one must know to write it. */
export interface KafkaResponse {
  readonly kind: 'response';
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly body: object;
}

/** Bytes that are no request or response: the connection ends, as Kafka's does. */
export interface MalformedFrame {
  readonly kind: 'malformed';
  readonly reason: string;
}

export type KafkaFrame = KafkaRequest | KafkaResponse | MalformedFrame;

/** The body of a request whose key was looked at. */
export function requestBody<K extends keyof RequestBodies>(request: KafkaRequest, key: K): RequestBodies[K] {
  assert(request.header.apiKey === key, `a request ${request.header.apiKey} is no ${key}`);
  return request.body as RequestBodies[K]; // decoded by the schema of this key
}

/** The body of a response whose key was looked at. */
export function responseBody<K extends keyof ResponseBodies>(response: KafkaResponse, key: K): ResponseBodies[K] {
  assert(response.apiKey === key, `a response ${response.apiKey} is no ${key}`);
  return response.body as ResponseBodies[K]; // decoded by the schema of this key
}

function readHeader(from: KafkaReader): RequestHeader {
  const apiKey = from.i16();
  const apiVersion = from.i16();
  const correlationId = from.i32();
  const length = from.i16();
  return { apiKey, apiVersion, correlationId, clientId: length < 0 ? null : from.text(length) };
}

/**
 * Reads a request. An ApiVersions of a version nobody knows is a request too, with an empty body: it is how client and
 * broker find out, and is answered in version 0. KAFKA: RequestContext.parseRequest
 */
export function decodeRequest(bytes: Uint8Array): KafkaRequest | MalformedFrame {
  try {
    return readRequest(new KafkaReader(bytes));
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return { kind: 'malformed', reason: thrown.message };
  }
}

function readRequest(from: KafkaReader): KafkaRequest {
  const header = readHeader(from);
  const { apiKey, apiVersion } = header;
  const api = apiOf(apiKey);
  if (api === null) throw new Unreadable(`Unknown API key ${apiKey}`);
  if (!api.serves(apiVersion)) {
    if (apiKey === ApiKey.ApiVersions) return { kind: 'request', header, body: api.request.preset() };
    throw new Unreadable(
      `Received request for api with key ${apiKey} (${api.name}) and unsupported version ${apiVersion}`,
    );
  }
  const isFlexible = api.isFlexible(apiVersion);
  if (isFlexible) from.skipTags();
  return { kind: 'request', header, body: api.request.read(from, apiVersion, isFlexible) };
}

/** The bytes of a request, without their length. */
export function encodeRequest(header: RequestHeader, body: object): Uint8Array {
  const to = new KafkaWriter();
  writeRequest(header, body, to);
  return to.taken();
}

export function writeRequest(header: RequestHeader, body: object, to: KafkaWriter): void {
  const { apiKey, apiVersion, correlationId, clientId } = header;
  const api = apiOf(apiKey);
  assert(api !== null && api.serves(apiVersion), `there is no request ${apiKey} version ${apiVersion}`);
  const isFlexible = api.isFlexible(apiVersion);
  to.i16(apiKey);
  to.i16(apiVersion);
  to.i32(correlationId);
  if (clientId === null) to.i16(-1);
  else to.string(clientId, false);
  if (isFlexible) to.uvarint(0);
  api.request.write(body, to, apiVersion, isFlexible);
}

/** The bytes of a response, without their length. */
export function encodeResponse(apiKey: number, apiVersion: number, correlationId: number, body: object): Uint8Array {
  const to = new KafkaWriter();
  writeResponse({ kind: 'response', apiKey, apiVersion, correlationId, body }, to);
  return to.taken();
}

export function writeResponse(response: KafkaResponse, to: KafkaWriter): void {
  const { apiKey, apiVersion, correlationId, body } = response;
  const api = apiOf(apiKey);
  assert(api !== null && api.serves(apiVersion), `there is no response ${apiKey} version ${apiVersion}`);
  to.i32(correlationId);
  if (hasTaggedHeader(apiKey, api.isFlexible(apiVersion))) to.uvarint(0);
  api.response.write(body, to, apiVersion, api.isFlexible(apiVersion));
}

/** An ApiVersions response must be readable by clients that do not know its version. KAFKA: ApiKeys.responseHeaderVersion */
function hasTaggedHeader(apiKey: number, isFlexible: boolean): boolean {
  return isFlexible && apiKey !== ApiKey.ApiVersions;
}

/** Reads a response to a request of that key and version. */
export function decodeResponse(apiKey: number, apiVersion: number, bytes: Uint8Array): KafkaResponse | MalformedFrame {
  const api = apiOf(apiKey);
  assert(api !== null, `there is no response ${apiKey}`);
  try {
    const from = new KafkaReader(bytes);
    const correlationId = from.i32();
    const isFlexible = api.isFlexible(apiVersion);
    if (hasTaggedHeader(apiKey, isFlexible)) from.skipTags();
    const body: Body = api.response.read(from, apiVersion, isFlexible);
    return { kind: 'response', apiKey, apiVersion, correlationId, body };
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return { kind: 'malformed', reason: thrown.message };
  }
}
