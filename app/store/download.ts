/** Milliseconds until the browser has surely begun to read what it downloads. */
const HELD_FOR = 10_000;

/** Hands bytes to the visitor as a file. */
export function download(name: string, bytes: Uint8Array | Blob, type = 'application/octet-stream'): void {
  const address = URL.createObjectURL(bytes instanceof Blob ? bytes : new Blob([new Uint8Array(bytes)], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), HELD_FOR);
}
