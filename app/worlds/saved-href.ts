/** Where a kept session opens. */
export const savedHref = (id: string): string => `/saved/${encodeURIComponent(id)}`;
