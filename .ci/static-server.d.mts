/** Serves a built lab. Resolves with the address of the page and a way to stop. */
export function serve(options?: { folder?: string; base?: string; port?: number }): Promise<{
  url: string;
  stop(): Promise<void>;
}>;
