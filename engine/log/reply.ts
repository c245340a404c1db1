import type { LogOut, LogState, ReplyTo } from './state.ts';

/** Sends an answer to whoever asked; the next request of that connection comes up at the end of the step. */
export function reply(s: LogState, to: ReplyTo, body: object, out: LogOut): void {
  if (to.kind === 'self') {
    const { task, apiKey, apiVersion } = to;
    s.due.ended.push({ task, response: { kind: 'response', apiKey, apiVersion, correlationId: 0, body } });
    return;
  }
  const connection = s.connections.get(to.conn);
  if (connection === undefined) return;
  const { apiKey, apiVersion, correlationId } = to;
  out.send(to.conn, { kind: 'response', apiKey, apiVersion, correlationId, body });
  freed(s, to.conn);
}

/** Answers nothing, as to a produce with acks=0. */
export function replyNothing(s: LogState, to: ReplyTo): void {
  if (to.kind === 'conn') freed(s, to.conn);
}

function freed(s: LogState, conn: number): void {
  const connection = s.connections.get(conn);
  if (connection === undefined) return;
  connection.busy = false;
  if (connection.waiting.length > 0) s.due.serve.push(conn);
}

/** Ends the connection of whoever asked, or fails what this broker asked itself. */
export function hangUp(s: LogState, to: ReplyTo, out: LogOut): void {
  if (to.kind === 'self') {
    s.due.ended.push({ task: to.task, response: null });
    return;
  }
  if (!s.connections.delete(to.conn)) return;
  out.close(to.conn);
}
