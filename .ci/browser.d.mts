/** For tests that start a browser of their own. */
export function launchOptions(executablePath?: string): { executablePath?: string; args: string[] };
/** The path of a browser that answers when asked for its version. */
export function findBrowser(options?: { say?: (line: string) => void }): Promise<string>;
