import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type Http2Stream, isClosedByServer, isLeftByClient } from "./closed-stream.js";
import type { Measurement } from "./measurement.js";
import { CLIENT_CLOSED } from "./preset.js";
import { isFinished } from "./served-response.js";

const HTTP2_CANCEL = 8;

/** Internals of Node's responses that say more than the public properties. */
interface NodeResponse extends ServerResponse {
  /** The head as sent; `statusCode` may have been changed afterwards. */
  readonly _header?: string | null;
  /** Only on HTTP/2. */
  readonly stream?: Http2Stream;
}

/** What Node's server answers by itself, past the response, before it ends the connection. */
const SERVER_ANSWERS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** Errors of a connection that the other side has ended. */
const CLIENT_ERRORS: readonly (string | undefined)[] = ["ECONNRESET", "EPIPE", "ECONNABORTED"];

/**
 * The code under which a response that is over is recorded: the one sent,
 * `CLIENT_CLOSED` when the client left before the end, 500 when the server
 * destroyed it before it had sent headers.
 */
export function outcomeOf(measurement: Measurement): number {
  // Short, for the compiler to inline it: a response as nearly all are.
  const { rawResponse: response, socket } = measurement;
  return measurement.isServed === true && isFinished(socket, response)
    ? sentCode(measurement)
    : unusualOutcome(measurement);
}

function unusualOutcome(measurement: Measurement): number {
  const { rawRequest: request, rawResponse: response, socket } = measurement;
  const { stream } = response as NodeResponse;
  if (stream !== undefined) return http2Outcome(response, stream);
  if (response.writableFinished && !isBroken(socket)) return sentCode(measurement);
  const connection = socket ?? request.socket;
  const destroyed = isDestroyedByServer(request, response, connection);
  const error = destroyed ? undefined : errorCodeOf(connection);
  if (!destroyed && clientLeft(error, connection)) return CLIENT_CLOSED;
  return response.headersSent ? sentCode(measurement) : serverAnswer(error);
}

/**
 * The application destroyed request or response with an error, which the connection has
 * got from them: it may be that of another connection, to a service behind this one.
 */
function isDestroyedByServer(
  request: IncomingMessage,
  response: ServerResponse,
  connection: Socket | null,
): boolean {
  const error = connection?.errored;
  return error != null && (error === response.errored || error === request.errored);
}

/**
 * A stream that the server destroys leaves its response unfinished; one that the
 * client resets, or whose connection is gone, finishes it.
 */
function http2Outcome(response: ServerResponse, stream: Http2Stream): number {
  const sent = stream.sentHeaders?.[":status"] ?? response.statusCode;
  if (isClosedByServer(stream)) return response.headersSent ? sent : 500;
  if (isLeftByClient(stream)) return CLIENT_CLOSED;
  // The handler has ended its response: what is not sent yet the client can still refuse.
  if (!stream.aborted) return stream.rstCode === HTTP2_CANCEL ? CLIENT_CLOSED : sent;
  const byClient = response.writableFinished || stream.errored?.code === "ERR_HTTP2_SESSION_ERROR";
  if (byClient) return CLIENT_CLOSED;
  return response.headersSent ? sent : 500;
}

/** Node 20 reports a response as finished though its last bytes never left a broken connection. */
function isBroken(socket: Socket | null | undefined): boolean {
  return socket?.destroyed === true && socket.errored != null;
}

/** The client has ended or reset the connection; a server that destroys it leaves neither trace. */
function clientLeft(error: string | undefined, socket: Socket | null): boolean {
  return CLIENT_ERRORS.includes(error) || socket?.readableEnded === true;
}

function errorCodeOf(socket: Socket | null): string | undefined {
  return (socket?.errored as NodeJS.ErrnoException | null | undefined)?.code;
}

/** 400 for a body that the parser refuses, 500 where the server just ended the connection. */
function serverAnswer(error = ""): number {
  return SERVER_ANSWERS[error] ?? (error.startsWith("HPE_") ? 400 : 500);
}

/**
 * The code on the wire. It stands in the head ("HTTP/1.1 200 OK"), which Node keeps
 * in pieces that would have to be joined to be read. But the message was fixed when
 * the head was sent: where it is that of the present code, the code is still the same.
 */
function sentCode({ rawResponse: response, framework }: Measurement): number {
  const statusCode = framework.statusCode?.(response) ?? response.statusCode;
  return STATUS_CODES[statusCode] === response.statusMessage ? statusCode : codeInHead(response);
}

function codeInHead(response: NodeResponse): number {
  const { statusCode, _header: head } = response;
  if (typeof head !== "string") return statusCode;
  const code = Number(head.slice(9, 12));
  return code >= 100 ? code : statusCode;
}
