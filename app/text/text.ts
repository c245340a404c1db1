import { en } from './en.ts';

/** Every sentence of the page. A language is one more object of this type. */
export type Messages = typeof en;

export const text: Messages = en;
