/** A fresh name for an operation: 128 random bits in hexadecimal. crypto.randomUUID would need https, which a LAN may not have. */
export function newOperationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
